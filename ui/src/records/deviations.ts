/** Where in a record the service strayed from the standard. */
import type { Trace } from "../generated/Trace";
import type { Role } from "./exchanges";

interface Stray {
  /** What the engine says of it. */
  deed: string;
  /** The parameter that shows it. */
  parameter?: string;
  where: "tokens" | "brought";
}

const STRAYS: Record<string, Stray> = {
  "missing-token-type": { deed: "it left out token_type", where: "tokens" },
  "textual-expires-in": { deed: "it sent expires_in as a text", parameter: "expires_in", where: "tokens" },
  "scope-as-array": { deed: "it sent scope as an array", parameter: "scope", where: "tokens" },
  "scope-with-commas": { deed: "it put commas between scopes", parameter: "scope", where: "tokens" },
  "error-with-success": { deed: "it sent an error as a success", parameter: "error", where: "tokens" },
  "mislabelled-json": { deed: "it called its JSON something else", where: "tokens" },
  "missing-id-token": { deed: "it gave no ID token, although openid was asked for", where: "tokens" },
  "missing-iss": { deed: "it promises to say in each answer who it is, and did not", where: "brought" },
};

/** The name of a deviation that is told in a sentence; absent where it has none. */
export function nameOf(told: string): string | undefined {
  return Object.entries(STRAYS).find(([, { deed }]) => told.includes(deed))?.[0];
}

/** The parameter that shows it. */
export const shownBy = (name: string): string | undefined => STRAYS[name]?.parameter;

/** The deviations of a record by the entries that show them. */
export function strayed(trace: Trace, roles: ReadonlyMap<number, Role>): Map<number, string[]> {
  const gives: readonly (Role | undefined)[] = ["code", "poll", "renewal"];
  const places = {
    tokens: trace.entries.findLastIndex((entry, at) => entry.what === "exchange" && entry.status !== undefined && entry.status < 300 && gives.includes(roles.get(at))),
    brought: trace.entries.findLastIndex((entry) => entry.what === "brought"),
  };
  const found = new Map<number, string[]>();
  for (const name of new Set(trace.deviations.map(nameOf))) {
    const place = name === undefined ? -1 : places[STRAYS[name]?.where ?? "tokens"];
    if (name !== undefined && place >= 0) found.set(place, [...(found.get(place) ?? []), name]);
  }
  return found;
}
