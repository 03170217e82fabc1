import type { AccountView } from "../generated/AccountView";
import type { OAuthApp } from "../generated/OAuthApp";
import { t } from "../messages";
import { isLive } from "../rules/people";
import type { Desk } from "./desk.svelte";
import type { Entry } from "./palette";
import type { Place, Screen } from "./places";

const OF_ADMINISTRATION = ["apps", "new-app", "plan-apps", "people", "organisations", "api-keys", "audit", "signing-keys"] as const;
const OF_AN_ACCOUNT = ["what-happened", "connected-apps", "product-apis"] as const;

export const nameOf = (account: AccountView) => account.name ?? account.email ?? account.subject ?? t("account.noName");

/** Whose account the place is about, of those whose address names one. */
export function accountOf(place: Place): string | undefined {
  if (place.screen === "account" || OF_AN_ACCOUNT.some((screen) => screen === place.screen)) return (place as { id: string }).id;
  return "account" in place ? place.account : undefined;
}

/** Everything that the palette knows without asking anybody. `there` says which screens this window has. */
export function entriesOf(desk: Desk, there: (screen: Screen) => boolean): Entry[] {
  const { accounts, providers, route } = desk;
  const here = accountOf(route.place);
  const to = (place: Place) => () => route.go(place);
  const go = (id: string, place: Place, title: string, more: Partial<Entry> = {}): Entry[] =>
    there(place.screen) ? [{ id, group: "go", icon: "screen", title, run: to(place), ...more }] : [];

  const people = accounts.all.map((account): Entry => ({
    id: `account ${account.id}`,
    group: "accounts",
    icon: "account",
    account: account.id,
    title: nameOf(account),
    note: account.provider,
    also: account.email ?? undefined,
    run: to({ screen: "account", id: account.id }),
  }));
  const administration = accounts.administrators.flatMap((account) =>
    OF_ADMINISTRATION.flatMap((screen) => go(`${screen} ${account.id}`, { screen, account: account.id }, t(`palette.screens.${screen}`), { note: account.provider, account: account.id })),
  );
  const ofAccounts = accounts.all.flatMap((account) =>
    OF_AN_ACCOUNT.filter((screen) => screen !== "product-apis" || providers.hasProductApis(account)).flatMap((screen) =>
      go(`${screen} ${account.id}`, { screen, id: account.id }, t(`palette.screens.${screen}`, { name: nameOf(account) }), {
        note: account.provider,
        account: account.id,
        hidden: account.id !== here,
        icon: screen === "what-happened" ? "happened" : "screen",
      }),
    ),
  );
  const signIns = providers.all.map((provider): Entry => ({
    id: `sign-in ${provider.name}`,
    group: "do",
    icon: "add",
    title: t("palette.signIn", { service: provider.name }),
    note: provider.host === provider.name ? undefined : provider.host,
    hidden: true,
    run: to({ screen: "sign-in", provider: provider.name }),
  }));
  return [
    ...people,
    ...administration,
    ...ofAccounts,
    ...go("settings", { screen: "settings" }, t("palette.screens.settings"), { icon: "settings", also: t("palette.settingsAlso") }),
    ...go("welcome", { screen: "welcome" }, t("palette.screens.welcome"), { icon: "add", also: t("palette.signIn", { service: "" }) }),
    ...accounts.all.flatMap((account) => deedsOf(desk, account, account.id !== here)),
    ...signIns,
    { id: "shortcuts", group: "do", icon: "keys", title: t("palette.shortcuts"), run: () => (desk.habits.sheet = true) },
  ];
}

/** What is often done with an account. */
function deedsOf(desk: Desk, account: AccountView, hidden: boolean): Entry[] {
  const name = nameOf(account);
  const deed = (id: string, icon: Entry["icon"], title: string, run: Entry["run"]): Entry => ({ id: `${id} ${account.id}`, group: "do", icon, title, note: account.provider, account: account.id, hidden, run });
  const { subject, id } = account;
  const renew = async () => {
    const shown = desk.accounts.detail(id);
    await shown.renew();
    // Why it was not renewed stands beside the session.
    if (shown.renewing.problem) desk.route.go({ screen: "account", id });
    else desk.habits.say(t("palette.renewed", { name }));
  };
  const signOut = () =>
    desk.unfinished.leave(() => {
      desk.route.follow({ screen: "account", id });
      void desk.accounts.detail(id).signOut();
    });
  const copy = async () => {
    await desk.host.ask("copy_text", { text: subject ?? "" });
    desk.habits.say(t("palette.copied", { name }));
  };
  return [
    ...(isLive(account) && account.can_refresh ? [deed("renew", "renew", t("palette.renew", { name }), renew)] : []),
    ...(subject === null ? [] : [deed("copy-id", "copy", t("palette.copyId", { name }), copy)]),
    ...(isLive(account) ? [deed("sign-out", "sign-out", t("palette.signOut", { name }), signOut)] : []),
  ];
}

/** An app that its service found. */
export function entryOf(desk: Desk, account: string, app: OAuthApp): Entry {
  return {
    id: `app ${account} ${app.client_id}`,
    group: "apps",
    icon: "app",
    title: app.name,
    note: app.client_id,
    mono: true,
    served: true,
    account,
    run: () => desk.route.go({ screen: "app", account, clientId: app.client_id }),
  };
}
