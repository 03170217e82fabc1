/**
 * The one door of the screen: everything that it asks of the native side, and nothing else.
 *
 * What may be asked is the generated list of commands. Nothing secret passes through here, but for a new secret that is shown
 * once: of an app or an API key that is administered, or a link by which somebody chooses a password.
 */
import type { Commands } from "../generated/commands";
import type { Event } from "../generated/Event";
import type { UserError } from "../generated/UserError";

/** The name of a command. */
export type Name = keyof Commands;
/** What a command takes. */
export type Given<N extends Name> = Commands[N]["arguments"];
/** What a command answers. */
export type Answer<N extends Name> = Commands[N]["answer"];

/** Every promise is refused with a [`UserError`]; see [`asUserError`]. */
export interface Host {
  /** Events come from now on. */
  subscribe(listener: (event: Event) => void): Promise<void>;
  ask<N extends Exclude<Name, "subscribe">>(name: N, given: Given<N>): Promise<Answer<N>>;
}

/** Whatever was thrown, in the shape in which a failure reaches a person. */
export function asUserError(thrown: unknown): UserError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return thrown as UserError;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message };
}
