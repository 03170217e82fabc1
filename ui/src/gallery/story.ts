import type { Event } from "../generated/Event";
import type { SignInStarted } from "../generated/SignInStarted";
import type { UserError } from "../generated/UserError";
import type { FakeState } from "../host/fake/fake";
import { harbour, now } from "../host/fake/samples";
import type { Place } from "../state/places";

/** One state of one screen. */
export interface Story {
  state: FakeState;
  place?: Place;
  /** What happens after the window has opened. */
  events?: Event[];
  /** Keys that are pressed first, such as `Control+k`. */
  keys?: string[];
  /**
   * What is done then, in its order, as in the address: `type=Name=Harbour&press=Create`. A file that is held over the window
   * is `drag=apps.toml`, one that is let go there `drop=apps.toml`.
   */
  does?: string;
  /** What happens after that. */
  late?: Event[];
}

export type Deed = "press" | "type" | "drag" | "drop";

/** A story in which something is done. */
export const does = (story: Story, ...steps: [deed: Deed, what: string][]): Story => ({ ...story, does: new URLSearchParams(steps).toString() });

export const network: UserError = { code: "network", message: "accounts.harbour.example cannot be reached. Check your connection and the address, and try again." };
export const vault: UserError = { code: "vault", message: "“/home/ada/.local/share/countersign/vault.sealed” could not be read: Input/output error (os error 5). What was stored is unchanged." };

const started = (): SignInStarted => ({
  attempt: "a1",
  provider: harbour.name,
  authorize_url: "https://accounts.harbour.example/authorize?response_type=code",
  host: harbour.host,
  return_path: "deep-link",
  open_ways: ["deep-link", "loopback", "paste"],
  others: [],
  device: null,
  started_at: now(),
  expires_at: now() + 600,
  warnings: [],
  scopes: harbour.scopes,
});

/** The service wants to be sure of Ada before it does what is asked next. */
export const fresh = (): Event[] => [{ event: "fresh_sign_in", detail: { account: "ada", started: started() } }];
