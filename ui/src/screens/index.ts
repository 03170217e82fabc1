import type { Component } from "svelte";

import type { Screen, Told } from "../state/places";
import Account from "./Account.svelte";
import AddKnown from "./AddKnown.svelte";
import AddService from "./AddService.svelte";
import Attempt from "./Attempt.svelte";
import Nowhere from "./Nowhere.svelte";
import SignIn from "./SignIn.svelte";
import Welcome from "./Welcome.svelte";

type Loaded<S extends Screen> = Promise<{ default: Component<Told<S>> }>;

const now = <C>(screen: C) => () => Promise.resolve({ default: screen });

/**
 * The component of each screen, which is told what its address says. Those that a window begins with are part of the first
 * load; the others come when they are first shown, so whoever only signs in loads nothing of administration.
 */
export const screens: { [S in Screen]?: () => Loaded<S> } = {
  welcome: now(Welcome),
  add: now(AddService),
  "add-preset": now(AddKnown),
  "add-issuer": now(AddService),
  "sign-in": now(SignIn),
  attempt: now(Attempt),
  account: now(Account),
  "connected-apps": () => import("./ConnectedApps.svelte"),
  "what-happened": () => import("./Happened.svelte"),
  "attempt-happened": () => import("./Happened.svelte"),
  apps: () => import("./Apps.svelte"),
  "plan-apps": () => import("./PlanApps.svelte"),
  "new-app": () => import("./NewApp.svelte"),
  app: () => import("./OneApp.svelte"),
  tried: () => import("./Tried.svelte"),
  "product-apis": () => import("./ProductApis.svelte"),
  settings: () => import("./Settings.svelte"),
  people: () => import("./People.svelte"),
  "people-of": () => import("./People.svelte"),
  invite: () => import("./Invite.svelte"),
  person: () => import("./Person.svelte"),
  organisations: () => import("./Organisations.svelte"),
  organisation: () => import("./Organisation.svelte"),
  "api-keys": () => import("./ApiKeys.svelte"),
  "new-api-key": () => import("./NewApiKey.svelte"),
  "api-key": () => import("./ApiKey.svelte"),
  audit: () => import("./Audit.svelte"),
  "audit-of": () => import("./Audit.svelte"),
  "signing-keys": () => import("./SigningKeys.svelte"),
};

/** What is shown where a place has no screen. */
export const nowhere = now(Nowhere);

/** Those that stand on no account: they are there while the keychain is still waited for. */
export const alone: ReadonlySet<Screen> = new Set<Screen>(["settings"]);

/** Those that scroll a part of themselves, and not the page. */
export const fixed: ReadonlySet<Screen> = new Set<Screen>(["apps", "people", "people-of", "organisations", "api-keys", "audit", "audit-of"]);
