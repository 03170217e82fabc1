import type { AccountDetail } from "../../generated/AccountDetail";
import type { ErrorCode } from "../../generated/ErrorCode";
import type { Event } from "../../generated/Event";
import type { HostedService } from "../../generated/HostedService";
import type { OAuthApp } from "../../generated/OAuthApp";
import type { OwnProfile } from "../../generated/OwnProfile";
import type { ProviderView } from "../../generated/ProviderView";
import type { SignInPreflight } from "../../generated/SignInPreflight";
import type { SignInStarted } from "../../generated/SignInStarted";
import type { SignInStep } from "../../generated/SignInStep";
import type { Trace } from "../../generated/Trace";
import type { UserError } from "../../generated/UserError";
import type { Answer, Given, Name } from "../host";
import { type FilesState, filesState } from "./files";
import { type ProductsState, productsState } from "./products";
import { type SettingsState, settingsState } from "./settings";
import type { OneAppSample } from "./one-app";
import type { Administered } from "./administered";

/** What a fake host begins with, and what it becomes. */
export interface FakeState {
  accounts: AccountDetail[];
  providers: ProviderView[];
  apps: OAuthApp[];
  /** What a service that is administered holds besides; made when it is first asked for. */
  administered?: Administered;
  pending: SignInStarted[];
  /** What is on record besides what the accounts tell of. */
  traces: Trace[];
  hosted: HostedService;
  preflight: SignInPreflight;
  settings: SettingsState;
  products: ProductsState;
  files: FilesState;
  /** What a story says of one app. */
  oneApp?: OneAppSample;
  /** What a command answers instead of its work. */
  fails: Partial<Record<Name, UserError>>;
  /** What a command answers once these have been asked: what was done cannot be read again. */
  failsAfter?: { deeds: Name[]; reads: Name[]; error: UserError };
  /** Commands that never answer. */
  hangs: Name[];
  /** A sign-in that was started finishes by itself, failing where this says so. */
  signInFails?: { step: SignInStep; error: UserError };
  signInRuns: boolean;
  /** No app and no browser has access to anybody's account. */
  nothingConnected?: boolean;
  /** Somebody changes their profile elsewhere before it is saved here. */
  profileChanges?: OwnProfile;
  /** Somebody changes an app between the plan of a file and its applying. */
  fileChanges?: boolean;
  delay: number;
}

export function fakeState(change: Partial<FakeState> = {}): FakeState {
  return {
    accounts: [],
    providers: [],
    apps: [],
    pending: [],
    traces: [],
    hosted: { state: "off" },
    preflight: { deep_link: { handler: "this_app" }, keychain: "ready", browser: "Firefox" },
    settings: settingsState(),
    products: productsState(),
    files: filesState(),
    fails: {},
    hangs: [],
    signInRuns: false,
    delay: 30,
    ...change,
  };
}

/** What every room of the fake host stands on. */
export interface Stage {
  readonly state: FakeState;
  emit(event: Event): void;
}

/** What some commands answer. */
export type Played<N extends Name> = { [K in N]: (given: Given<K>) => Promise<Answer<K>> };

export const error = (code: ErrorCode, message: string, field?: string): UserError => ({ code, message, field });

export const wait = (time: number) => new Promise<void>((done) => setTimeout(done, time));

/** What was looked for, or the error that it is gone. */
export function find<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw error("not_found", `There is no such ${what} any more.`);
  return found;
}
