import type { Host } from "../host/host";
import { AppBulk } from "./app-bulk.svelte";
import { AppChoice } from "./app-choice.svelte";
import { AppList } from "./app-list.svelte";
import { AppFile } from "./app-plan.svelte";
import { letGo, ofAccount } from "./of-account";
import { PeopleNames } from "./people-names.svelte";

/** The list of apps of an account, with what is chosen in it and what is being done to that. */
export interface AppDesk {
  list: AppList;
  choice: AppChoice;
  bulk: AppBulk;
  names: PeopleNames;
}

/** The one list of an account: it is kept while the account is signed in, so that a visit to an app loses nothing. */
export function appDesk(host: Host, account: string): AppDesk {
  return ofAccount(host, account, "apps", () => {
    const list = new AppList(host, account);
    const choice = new AppChoice();
    return { list, choice, bulk: new AppBulk(list, choice), names: new PeopleNames(host, account) };
  });
}

/** The file of apps that is being written or planned. */
export function appFile(host: Host, account: string): AppFile {
  return ofAccount(host, account, "file of apps", () => new AppFile(host, account));
}

export function dropFile(host: Host, account: string): void {
  letGo(host, account, "file of apps");
}
