/** What the messages of a record are for, and which of them say the same. */
import type { Trace } from "../generated/Trace";
import type { TraceEntry } from "../generated/TraceEntry";
import type { TraceParameter } from "../generated/TraceParameter";
import type { TraceStep } from "../generated/TraceStep";

export type Exchange = Extract<TraceEntry, { what: "exchange" }>;
/** What an exchange is for. */
export type Role = "push" | "device" | "code" | "poll" | "renewal" | "trade" | "revocation" | "profile" | "keys" | "metadata" | "other";

export const named = (parameters: readonly TraceParameter[], name: string) => parameters.find((parameter) => parameter.name === name);

/** What an exchange is for, by what was said in it. */
export function roleOf(entry: Exchange): Role {
  const grant = named(entry.sent, "grant_type")?.value ?? "";
  const has = (name: string) => named(entry.sent, name) !== undefined;
  if (grant.endsWith(":device_code") || has("device_code")) return "poll";
  if (grant.endsWith(":token-exchange")) return "trade";
  if (grant === "refresh_token" || has("refresh_token")) return "renewal";
  if (grant === "authorization_code" || (has("code") && entry.method === "POST")) return "code";
  if (named(entry.received, "user_code")) return "device";
  if (has("code_challenge") || named(entry.received, "request_uri")) return "push";
  if (has("token") && entry.method === "POST") return "revocation";
  if (/\/\.well-known\//.test(entry.path)) return /jwks|keys/.test(entry.path) ? "keys" : "metadata";
  if (entry.method === "GET" && named(entry.received, "keys")) return "keys";
  if (entry.method === "GET" && entry.sent.length > 0) return "profile";
  return "other";
}

/** The step that says that an exchange gave what it was for. It stands in the answer, not beside it. */
const GAVE: Partial<Record<TraceStep, readonly Role[]>> = {
  pushed: ["push", "other"],
  exchanged: ["code", "poll", "renewal", "trade", "other"],
  profile_read: ["profile", "other"],
};
const ROLE_OF_STEP: Partial<Record<TraceStep, Role>> = { pushed: "push", exchanged: "code", profile_read: "profile" };

const errorOf = (entry: Exchange) => named(entry.received, "error")?.value;
export const isPending = (entry: Exchange) => errorOf(entry) === "authorization_pending" || errorOf(entry) === "slow_down";
export const isBad = (entry: Exchange) => (entry.status === undefined || entry.status >= 400) && !isPending(entry);

/** Which entry ended it: the last thing that was said, where that was the trouble. */
export function stoppedAt(trace: Trace): number {
  if (trace.outcome !== "failed") return -1;
  const last = trace.entries.findLastIndex((entry) => entry.what === "exchange" || entry.what === "brought");
  const entry = trace.entries[last];
  const answer = trace.code === "bad_answer" || trace.code === "issuer_mismatch" || trace.code === "callback_refused";
  if (entry?.what === "exchange" && (isBad(entry) || answer)) return last;
  if (entry?.what === "brought" && (named(entry.received, "error") !== undefined || answer)) return last;
  return -1;
}

/** Steps that stand in an answer, and addresses that were opened: by their entries. */
export function merge(entries: readonly TraceEntry[], roles: Map<number, Role>): Set<number> {
  const told = new Set<number>();
  const taken = new Set<number>();
  entries.forEach((entry, at) => {
    if (entry.what !== "step") return;
    const fits = GAVE[entry.step];
    for (let before = at - 1; before >= 0; before--) {
      const other = entries[before] as TraceEntry;
      if (entry.step === "opened" && other.what === "asked") {
        told.add(at).add(before);
        break;
      }
      const role = roles.get(before);
      if (!fits || role === undefined) continue;
      if (fits.includes(role) && !taken.has(before) && other.what === "exchange" && !isBad(other)) {
        if (role === "other") roles.set(before, ROLE_OF_STEP[entry.step] ?? role);
        taken.add(before);
        told.add(at);
        break;
      }
    }
  });
  return told;
}

/** How many of the questions from here on say nothing new: the same as the one before, with the same answer. */
export function foldFrom(entries: readonly TraceEntry[], roles: ReadonlyMap<number, Role>, at: number): number {
  const same = (one: TraceEntry | undefined, other: TraceEntry | undefined) =>
    one?.what === "exchange" && other?.what === "exchange" && one.path === other.path && one.status === other.status && isPending(one) && isPending(other);
  if (roles.get(at) !== "poll" || !same(entries[at - 1], entries[at])) return 0;
  let end = at + 1;
  while (same(entries[end - 1], entries[end])) end++;
  return end - at >= 2 ? end - at : 0;
}
