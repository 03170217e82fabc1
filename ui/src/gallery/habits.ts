import type { AccountDetail } from "../generated/AccountDetail";
import { type FakeState, fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import { type Deed, does, network, type Story } from "./story";

const named = (id: string, name: string, email: string, provider = "Harbour accounts"): AccountDetail => {
  const { account, ...rest } = samples.michael();
  return { ...rest, account: { ...account, id, name, email, provider, subject: `u-${id}`, administers: false } };
};
const people = () => [
  samples.michael(),
  samples.ada(),
  named("lina", "لينا حداد", "lina@bookshop.example"),
  named("noa", "נועה לוי־אבולעפיה", "noa@bookshop.example"),
  named("anez", "María José Áñez Quispe de la Vega y Montenegro", "maria.jose.anez.quispe@harbour-office-of-the-southern-coast.example"),
  named("eleni", "Ελένη Παπαδοπούλου", "eleni@bookshop.example", "Inbenta"),
];
const habit = (keys: string | undefined, change: Partial<FakeState> = {}): Story => ({
  state: fakeState({ accounts: people(), providers: [samples.harbour, samples.inbenta], apps: samples.apps(104_000), ...change }),
  place: { screen: "account", id: "ada" },
  keys: keys === undefined ? undefined : [keys],
});

const LABEL = "Screens, accounts, apps and what you often do";
const SEARCHED: [Deed, string] = ["type", `${LABEL}=harbour`];

export const habits: Record<string, () => Story> = {
  palette: () => habit("Control+k"),
  "palette-many": () => ({ ...habit("Control+k", { accounts: Array.from({ length: 200 }, (_, place) => named(`a${place}`, `Harbour office ${place + 1}`, `desk${place + 1}@harbour.example`)) }), place: { screen: "account", id: "a0" } }),
  "palette-empty": () => ({ ...habit("Control+k", { accounts: [], providers: [] }), place: undefined }),
  "palette-found": () => does(habit("Control+k"), SEARCHED),
  "palette-nothing": () => does(habit("Control+k"), ["type", `${LABEL}=zzz`]),
  "palette-searching": () => does(habit("Control+k", { hangs: ["apps"] }), SEARCHED),
  "palette-apps-failed": () => does(habit("Control+k", { fails: { apps: network } }), SEARCHED),
  shortcuts: () => habit("?"),
};
