/**
 * The marks that tests of the whole app find things by, where a role and a name are not enough.
 *
 * `data-test` on a place; `data-field` on what the account screen shows (`name`, `email`, `id`, `locale`, `timezone`,
 * `dates`, `smart_dates`, `thousands`, `decimal`, `read_at`; its text is the value, `withheld` as a second attribute
 * says that no scope reveals it); `data-example` on the example beside a setting; `data-scope` and `data-granted` on a
 * scope of the lens; `data-client-id` on a row of the apps; `data-reached` on the drawing of a sign-in;
 * `data-account` and `data-state` on an account of the rail.
 */
export const marks = {
  welcome: "welcome",
  discovered: "discovered",
  hosted: "hosted",
  addProvider: "add-provider",
  registerAt: "register-at",
  setUp: "set-up",
  secretHeld: "secret-held",
  signIn: "sign-in",
  waiting: "sign-in-waiting",
  deviceCode: "device-code",
  failed: "sign-in-failed",
  failureText: "sign-in-failure",
  mismatch: "redirect-mismatch",
  registeredThere: "registered-there",
  account: "account",
  accountHeading: "account-heading",
  signOutReceipt: "sign-out-receipt",
  untold: "untold",
  expiresSoon: "expires-soon",
  offline: "offline",
  apps: "apps",
  appsTotal: "apps-total",
  app: "app",
  tried: "tried",
  newApp: "new-app",
  createdApp: "created-app",
  clientId: "client-id",
  clientSecret: "client-secret",
  notice: "notice",
  freshSignIn: "fresh-sign-in",
  happened: "happened",
  programAsks: "program-asks",
  palette: "palette",
  settings: "settings",
  productApis: "product-apis",
  editProfile: "edit-profile",
  profileSaved: "profile-saved",
} as const;
