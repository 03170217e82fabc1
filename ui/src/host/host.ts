/**
 * The one door of the screen: everything that it asks of the native side, and nothing else.
 *
 * Nothing secret passes through here, but for a new secret of an app that is administered, which is shown once.
 */
import type { AccountDetail } from "../generated/AccountDetail";
import type { AccountView } from "../generated/AccountView";
import type { AppPage } from "../generated/AppPage";
import type { AppQuery } from "../generated/AppQuery";
import type { CreatedApp } from "../generated/CreatedApp";
import type { DeepLinkHandler } from "../generated/DeepLinkHandler";
import type { DraftCheck } from "../generated/DraftCheck";
import type { DiscoveredView } from "../generated/DiscoveredView";
import type { Event } from "../generated/Event";
import type { HostedService } from "../generated/HostedService";
import type { KeychainState } from "../generated/KeychainState";
import type { NewSecret } from "../generated/NewSecret";
import type { OAuthApp } from "../generated/OAuthApp";
import type { OAuthAppDraft } from "../generated/OAuthAppDraft";
import type { PresetView } from "../generated/PresetView";
import type { Profile } from "../generated/Profile";
import type { ProgramVerdict } from "../generated/ProgramVerdict";
import type { ProviderDraft } from "../generated/ProviderDraft";
import type { ProviderView } from "../generated/ProviderView";
import type { ReturnPath } from "../generated/ReturnPath";
import type { SecretHeld } from "../generated/SecretHeld";
import type { SignInPreflight } from "../generated/SignInPreflight";
import type { SignInRequest } from "../generated/SignInRequest";
import type { SignInStarted } from "../generated/SignInStarted";
import type { SignOutReceipt } from "../generated/SignOutReceipt";
import type { UserError } from "../generated/UserError";

/** Every promise is refused with a [`UserError`]; see [`asUserError`]. */
export interface Host {
  /** Events come from now on. */
  subscribe(listener: (event: Event) => void): Promise<void>;

  accounts(): Promise<AccountView[]>;
  account(id: string): Promise<AccountDetail>;
  readProfile(id: string): Promise<Profile>;
  refreshAccount(id: string): Promise<AccountView>;
  signOut(id: string): Promise<SignOutReceipt>;
  /** `untold`: also while the service is still to be told of the sign-out; it never is then. */
  forgetAccount(id: string, untold: boolean): Promise<void>;
  signInAgain(id: string): Promise<SignInStarted>;

  presets(): Promise<PresetView[]>;
  providers(): Promise<ProviderView[]>;
  discover(address: string): Promise<DiscoveredView>;
  /** `secret` is a handle of {@link takeSecretFromClipboard}. */
  addProvider(draft: ProviderDraft, secret: string | null): Promise<ProviderView>;
  /** What had to stay at the service, in words. */
  removeProvider(name: string): Promise<string[]>;
  /** By the preset's id: the address is the native side's own. */
  openRegistrationPage(preset: string): Promise<void>;
  takeSecretFromClipboard(): Promise<SecretHeld>;

  signInPreflight(): Promise<SignInPreflight>;
  registerDeepLink(): Promise<DeepLinkHandler>;
  startSignIn(request: SignInRequest): Promise<SignInStarted>;
  /** With a way back: by the request whose answer comes that way. */
  openAgain(attempt: string, path: ReturnPath | null): Promise<void>;
  /** The address that the browser ended on; the native side reads it, as there is a code in it. */
  takeAnswerFromClipboard(attempt: string): Promise<void>;
  cancelSignIn(attempt: string): Promise<void>;
  pendingSignIns(): Promise<SignInStarted[]>;

  apps(account: string, query: AppQuery): Promise<AppPage>;
  app(account: string, clientId: string): Promise<OAuthApp>;
  checkApp(draft: OAuthAppDraft): Promise<DraftCheck>;
  createApp(account: string, draft: OAuthAppDraft): Promise<CreatedApp>;
  updateApp(account: string, clientId: string, draft: OAuthAppDraft, version: number): Promise<OAuthApp>;
  deleteApp(account: string, clientId: string): Promise<void>;
  newSecret(account: string, clientId: string): Promise<NewSecret>;

  /** What the person says to a program that asks for a token. */
  answerProgram(id: string, verdict: ProgramVerdict): Promise<void>;

  hosted(): Promise<HostedService>;
  startHosted(): Promise<HostedService>;
  openSetUp(): Promise<void>;
  keychainState(): Promise<KeychainState>;
  copyText(text: string): Promise<void>;
}

/** Whatever was thrown, in the shape in which a failure reaches a person. */
export function asUserError(thrown: unknown): UserError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return thrown as UserError;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message };
}
