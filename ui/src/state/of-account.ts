import type { Host } from "../host/host";

/**
 * What a window keeps in memory of an account: the names and rows that its service told, and drafts of what is new. All of it
 * goes when the account signs out or is removed, and none of it is ever written anywhere.
 */
const kept = new WeakMap<Host, Map<string, Map<string, unknown>>>();

/** What is kept of no account, but of the window. */
export const WINDOW = "";

/** The one such thing of an account, made when it is first asked for. */
export function ofAccount<T>(host: Host, account: string, what: string, make: () => T): T {
  const accounts = kept.get(host) ?? new Map<string, Map<string, unknown>>();
  kept.set(host, accounts);
  const things = accounts.get(account) ?? new Map<string, unknown>();
  accounts.set(account, things);
  if (!things.has(what)) things.set(what, make());
  return things.get(what) as T;
}

/** It is done with: whoever asks next gets a new one. */
export function letGo(host: Host, account: string, what: string): void {
  kept.get(host)?.get(account)?.delete(what);
}

/** Forgets everything of an account. */
export function forget(host: Host, account: string): void {
  kept.get(host)?.delete(account);
}
