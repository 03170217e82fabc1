import type { Host } from "../host/host";
import { AppBulk } from "./app-bulk.svelte";
import { AppChoice } from "./app-choice.svelte";
import { AppList } from "./app-list.svelte";
import { PeopleNames } from "./people-names.svelte";

/** The list of apps of an account, with what is chosen in it and what is being done to that. */
export interface AppDesk {
  list: AppList;
  choice: AppChoice;
  bulk: AppBulk;
  names: PeopleNames;
}

const kept = new WeakMap<Host, Map<string, AppDesk>>();

/** The one list of an account: it is kept while the window is open, so that a visit to an app loses nothing. */
export function appDesk(host: Host, account: string): AppDesk {
  const desks = kept.get(host) ?? new Map<string, AppDesk>();
  kept.set(host, desks);
  let found = desks.get(account);
  if (!found) {
    const list = new AppList(host, account);
    const choice = new AppChoice();
    found = { list, choice, bulk: new AppBulk(list, choice), names: new PeopleNames(host, account) };
    desks.set(account, found);
  }
  return found;
}
