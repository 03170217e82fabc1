import type { Trace } from "../../generated/Trace";
import { harbourDone, inbentaDone, renewal, signOut, underway } from "./records";
import { error, type Played, type Stage } from "./stage";

/** Records: those of the state, and what the accounts tell of, so that a renewal in the window is on record after it. */
export function happened({ state }: Stage): Played<"traces" | "traces_of"> {
  const known = new Map<string, Trace>();
  const once = (id: string, make: () => Trace) => known.get(id) ?? known.set(id, make()).get(id) ?? make();
  const all = () => {
    const now = Date.now() / 1000;
    const told = state.accounts.flatMap(({ account, receipts }) => [
      once(`in-${account.id}`, () => (account.provider === "Inbenta" ? inbentaDone : harbourDone)(`in-${account.id}`, now - account.signed_in_at, account.id)),
      ...account.renewed_at.slice(-4).map((at) => once(`re-${account.id}-${at}`, () => renewal(`re-${account.id}-${at}`, now - at, account.id, account.provider))),
      ...receipts.slice(0, 4).map(({ at }) => once(`out-${account.id}-${at}`, () => signOut(`out-${account.id}-${at}`, now - at, account.id, account.provider))),
    ]);
    const given = new Set(state.traces.map((trace) => trace.id));
    const waiting = state.pending.filter(({ attempt }) => !given.has(attempt)).map(({ attempt, started_at, provider }) => once(attempt, () => underway(attempt, now - started_at, provider)));
    return [...state.traces, ...waiting, ...told].sort((a, b) => b.started_at - a.started_at);
  };
  return {
    traces: async () => all(),
    traces_of: async ({ which }) => {
      const found = all().filter((trace) => trace.id === which || trace.account === which);
      if (found.length === 0) throw error("not_found", `There is no record of “${which}”. The list shows those that there are.`);
      return found.reverse();
    },
  };
}
