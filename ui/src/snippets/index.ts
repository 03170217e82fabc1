import { MACHINE } from "./machine";
import { curl, openidClient } from "./person";
import { appauth, authlib, rust } from "./person-more";
import type { Library, Told } from "./told";

export { fileOf, type Library, librariesOf, type Told, toldOf } from "./told";

const PERSON: Record<Library, (told: Told) => string> = { curl, "openid-client": openidClient, authlib, oauth2: rust, appauth };

/** The code for a library. */
export function snippet(library: Library, told: Told): string {
  return (told.kind === "machine" ? MACHINE : PERSON)[library]?.(told) ?? "";
}
