import { SvelteMap } from "svelte/reactivity";

import type { AccountDetail } from "../generated/AccountDetail";
import type { AccountView } from "../generated/AccountView";
import type { Event } from "../generated/Event";
import type { SignOutReceipt } from "../generated/SignOutReceipt";
import type { UserError } from "../generated/UserError";
import { asUserError, type Host } from "../host/host";
import { isLive } from "../rules/people";
import type { Field } from "../rules/own-profile";
import { OwnProfileForm } from "./own-profile.svelte";
import { Task } from "./task.svelte";

/** How long a profile is taken as read just now. */
const FRESH = 60;

/** The sessions on this computer. */
export class Accounts {
  all = $state<AccountView[]>([]);
  loaded = $state(false);
  problem = $state<UserError>();
  readonly #details = new SvelteMap<string, Account>();

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    try {
      this.all = await this.host.ask("accounts", {});
      this.problem = undefined;
    } catch (thrown) {
      this.problem = asUserError(thrown);
    }
    this.loaded = true;
  }

  find(id: string): AccountView | undefined {
    return this.all.find((account) => account.id === id);
  }

  /** Those that may administer apps now. */
  get administrators(): AccountView[] {
    return this.all.filter((account) => account.administers && isLive(account));
  }

  /** Everything of one account, kept while the window is open. */
  detail(id: string): Account {
    let found = this.#details.get(id);
    if (!found) {
      found = new Account(this.host, id);
      this.#details.set(id, found);
    }
    return found;
  }

  hear(event: Event): void {
    if (event.event === "account_changed") {
      const changed = event.detail;
      const known = this.all.some((account) => account.id === changed.id);
      this.all = known ? this.all.map((account) => (account.id === changed.id ? changed : account)) : [...this.all, changed];
      this.#details.get(changed.id)?.changed(changed);
    } else if (event.event === "account_removed") {
      const { id } = event.detail;
      this.all = this.all.filter((account) => account.id !== id);
      this.#details.delete(id);
    } else if (event.event === "sign_out_settled") {
      void this.#details.get(event.detail.account)?.settled(event.detail.receipt);
    } else if (event.event === "keychain_changed") {
      void this.load();
    }
  }
}

/** One account with its profile and receipts, and what is being done with it. */
export class Account {
  detail = $state<AccountDetail>();
  /** The receipt of a sign-out that happened in this window. */
  receipt = $state<SignOutReceipt>();
  readonly opening = new Task();
  readonly reading = new Task();
  readonly renewing = new Task();
  readonly signingOut = new Task();
  /** Whether the browser is at the service's page meanwhile. */
  atTheService = $state(false);
  readonly removing = new Task();
  /** The profile as it is being changed; it stays when the person looks elsewhere meanwhile. */
  editing = $state.raw<OwnProfileForm>();
  /** What was changed elsewhere at the profile that was saved last; absent: none was saved. */
  savedWith = $state.raw<Field[]>();

  constructor(
    private readonly host: Host,
    readonly id: string,
  ) {}

  async load(): Promise<void> {
    await this.opening.run(async () => {
      this.detail = await this.host.ask("account", { id: this.id });
    });
  }

  /** Shows what is known, then reads the profile again where that is possible and worth it. */
  async open(now: number): Promise<void> {
    this.savedWith = undefined;
    await this.load();
    const detail = this.detail;
    if (!detail || this.opening.problem || !isLive(detail.account)) return;
    if (!detail.profile || now - detail.profile.read_at > FRESH) await this.readAgain();
  }

  async readAgain(): Promise<void> {
    await this.reading.run(async () => {
      const profile = await this.host.ask("read_profile", { id: this.id });
      if (this.detail) this.detail = { ...this.detail, profile };
    });
  }

  async edit(): Promise<void> {
    this.savedWith = undefined;
    this.editing = new OwnProfileForm(this.host, this.id);
    await this.editing.open();
  }

  async saveProfile(): Promise<void> {
    const form = this.editing;
    if (!form || !(await form.save())) return;
    this.savedWith = form.taken;
    this.editing = undefined;
    await this.load();
  }

  async renew(): Promise<void> {
    await this.renewing.run(async () => this.changed(await this.host.ask("refresh_account", { id: this.id })));
  }

  async signOut(): Promise<void> {
    await this.#signOut("sign_out");
  }

  /** Ends the session at the service's own pages too, which the browser opens. */
  async signOutEverywhere(): Promise<void> {
    this.atTheService = true;
    await this.#signOut("sign_out_everywhere");
    this.atTheService = false;
  }

  async #signOut(how: "sign_out" | "sign_out_everywhere"): Promise<void> {
    await this.signingOut.run(async () => {
      this.receipt = await this.host.ask(how, { id: this.id });
      this.detail = await this.host.ask("account", { id: this.id });
    });
  }

  /** Tells whether it is gone. While the service is still to be told of its sign-out it goes only `anyway`. */
  async remove(anyway = false): Promise<boolean> {
    await this.removing.run(() => this.host.ask("forget_account", { id: this.id, untold: anyway }));
    return this.removing.problem === undefined;
  }

  /** The service was told of a sign-out in the end: the receipt that is shown says so too. */
  async settled(receipt: SignOutReceipt): Promise<void> {
    if (this.receipt?.at === receipt.at) this.receipt = receipt;
    await this.load();
  }

  changed(account: AccountView): void {
    const before = this.detail?.account;
    if (!this.detail) return;
    this.detail = { ...this.detail, account };
    if (!before || (before.signed_in_at === account.signed_in_at && before.state === account.state)) return;
    if (isLive(account)) this.receipt = undefined;
    void this.load();
  }
}
