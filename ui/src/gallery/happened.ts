/** What happened: records of every kind and end. */
import type { Trace } from "../generated/Trace";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as records from "../host/fake/records";
import * as samples from "../host/fake/samples";
import { network, type Story } from "./story";

const lively = (change: Partial<FakeState> = {}) =>
  fakeState({ accounts: [samples.michael(), samples.ada(), { ...samples.quiet(), account: { ...samples.quiet().account, state: "signed_out" } }], providers: [samples.harbour, samples.inbenta], ...change });
const of = (account: string, traces: Trace[] = []): Story => ({ state: lively({ traces }), place: { screen: "what-happened", id: account } });
const attempt = (trace: Trace, more: Trace[] = []): Story => ({ state: lively({ traces: [trace, ...more] }), place: { screen: "attempt-happened", attempt: trace.id } });

const long = () => {
  const trace = records.tooLate("t1", 40, "خدمة حسابات مكتبة الميناء القديم والجزر المجاورة");
  return {
    ...trace,
    entries: trace.entries.map((entry) => (entry.what === "asked" || entry.what === "exchange" ? { ...entry, host: "sign-in.accounts.international-harbour-authority.example:8443", path: `${entry.path}/of/a/department/with/a/very/long/name` } : entry)),
    deviations: ["The service deviates from the standard: it left out token_type.", "The service says that it can bind tokens to a key (DPoP), and gave one that is bound to none."],
    warnings: ["The page of sign-in.accounts.international-harbour-authority.example has to be opened within 10 s. If it says that the request is over, open it again from here."],
    left_out: 12,
  };
};

export const happenedStories: Record<string, () => Story> = {
  happened: () => of("michael", [records.tooLate("t1", 4000), records.denied("t2", 9000)]),
  "happened-renewed": () => of("ada"),
  "happened-sign-out": () => attempt(records.signOut("t1", 20, "ada", "Harbour accounts")),
  "happened-standard": () => attempt(records.harbourDone("t1", 80, "ada")),
  "happened-too-late": () => attempt(records.tooLate("t1", 50), [records.denied("t2", 400)]),
  "happened-denied": () => attempt(records.denied("t1", 12)),
  "happened-unreachable": () => attempt(records.unreachable("t1", 20, "ada")),
  "happened-device": () => attempt(records.byDevice("t1", 80, "ada")),
  "happened-underway": () => attempt(records.underway("t1", 41)),
  "happened-unended": () => attempt(records.underway("t1", 4000)),
  "happened-called-off": () => attempt(records.calledOff("t1", 100)),
  "happened-long": () => attempt(long()),
  "happened-none": () => ({ state: lively({ accounts: [], traces: [] }), place: { screen: "what-happened", id: "nobody" } }),
  "happened-gone": () => ({ state: lively({ accounts: [samples.ada()] }), place: { screen: "attempt-happened", attempt: "gone" } }),
  "happened-loading": () => ({ ...of("michael"), state: lively({ hangs: ["traces"] }) }),
  "happened-problem": () => ({ ...of("michael"), state: lively({ fails: { traces: { code: "vault", message: "The records of earlier sign-ins in “/home/ada/.local/share/countersign/traces.sealed” cannot be read: it was sealed with another key than the one in the keychain. Nothing was deleted, and nothing depends on them. The next sign-in sets that file aside and begins a new one." } } }) }),
  "happened-offline": () => ({ ...of("michael"), state: lively({ fails: { account: network } }) }),
};
