import { expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import * as records from "../host/fake/records";
import * as samples from "../host/fake/samples";
import { Happened } from "./happened.svelte";

const host = () =>
  fakeHost(fakeState({ delay: 0, accounts: [samples.michael(), samples.ada()], traces: [records.denied("no", 5), records.tooLate("late", 600), records.underway("on", 30)] }));

it("an account has its own records, and the sign-ins to its service by which nobody was signed in", async () => {
  const happened = new Happened(host(), { account: "michael", provider: "Inbenta" });
  await happened.load();
  expect(happened.list.map((trace) => trace.id).slice(0, 3)).toEqual(["no", "on", "late"]);
  expect(happened.list.every((trace) => trace.account === "michael" || trace.provider === "Inbenta")).toBe(true);
  // Its own newest is open, not somebody's refusal.
  expect(happened.record?.account).toBe("michael");
});

it("an attempt is open itself, and the others lie before and after it", async () => {
  const happened = new Happened(host(), { attempt: "on" });
  await happened.load();
  expect(happened.record?.id).toBe("on");
  expect([happened.later?.id, happened.earlier?.id]).toEqual(["no", "late"]);
  happened.open("late");
  expect([happened.record?.id, happened.earlier]).toEqual(["late", undefined]);
  await happened.refresh();
  expect(happened.record?.id).toBe("late");
});

it("an attempt of which there is no record has none", async () => {
  const happened = new Happened(host(), { attempt: "gone" });
  await happened.load();
  await happened.refresh();
  expect([happened.loaded, happened.list, happened.record]).toEqual([true, [], undefined]);
});
