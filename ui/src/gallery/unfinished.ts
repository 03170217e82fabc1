import { fakeState } from "../host/fake/fake";
import * as samples from "../host/fake/samples";
import type { Place } from "../state/places";
import type { Story } from "./story";

const ID = "3f44f3b335dfbca8-9fd880312f3eab98";
const at = (place: Place, does?: string): Story => ({
  state: fakeState({ accounts: [samples.michael(), samples.ada()], providers: [samples.harbour, samples.inbenta], apps: samples.apps(1320) }),
  place,
  does,
});

/** An app is being disabled, and the service takes its time. */
const underWay = (): Story => {
  const story = at({ screen: "app", account: "ada", clientId: ID }, "press=Disable&press=Disable the app");
  return { ...story, state: { ...story.state, hangs: ["enable_app"] } };
};

/** What is asked before something is lost, and where nothing is. */
export const unfinished: Record<string, () => Story> = {
  "leaving-form": () => at({ screen: "app", account: "ada", clientId: ID }, "type=Name=Harbour timetable&press=People"),
  "leaving-secret": () => at({ screen: "app", account: "ada", clientId: ID }, "press=Make a new secret&press=People"),
  "quitting-form": () => ({ ...at({ screen: "app", account: "ada", clientId: ID }, "type=Name=Harbour timetable"), late: [{ event: "quit_wanted" }] }),
  "quitting-secret": () => ({ ...at({ screen: "app", account: "ada", clientId: ID }, "press=Make a new secret"), late: [{ event: "quit_wanted" }] }),
  "quitting-draft": () => ({ ...at({ screen: "new-app", account: "ada" }, "type=Name=Harbour timetable&press=Audit"), late: [{ event: "quit_wanted" }] }),
  "quitting-deed": () => ({ ...underWay(), late: [{ event: "quit_wanted" }] }),
  "leaving-deed": () => ({ ...underWay(), late: [{ event: "go_to", detail: { place: "sign_in" } }] }),
  // What was written of a new app is there when one comes back to it.
  "draft-kept": () => at({ screen: "new-app", account: "ada" }, "type=Name=Harbour timetable&press=Audit&press=Apps&press=New app"),
  nowhere: () => at({ screen: "nowhere" }),
};
