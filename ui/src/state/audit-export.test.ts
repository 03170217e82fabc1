import { expect, it, vi } from "vitest";

import { administered, rows } from "../host/fake/administered";
import { fakeHost, fakeState } from "../host/fake/fake";
import { noFilter } from "../records/audit";
import { AuditExport, MOST } from "./audit-export.svelte";

function of(count: number) {
  const state = fakeState({ delay: 0, administered: administered({ people: [], rows: rows(count) }) });
  const host = fakeHost(state);
  return { state, asked: vi.spyOn(host, "ask"), out: new AuditExport(host, "ada") };
}
const copied = (asked: ReturnType<typeof of>["asked"]) => asked.mock.calls.flatMap(([name, given]) => (name === "copy_text" ? [(given as { text: string }).text] : []));

it("all that matches is copied, and no more than was asked for", async () => {
  const { asked, out } = of(640);
  await out.copy({ ...noFilter, deed: "signed_out" }, "jsonl");
  expect(out.done).toEqual({ rows: 40, more: false });
  expect(copied(asked)[0]?.trim().split("\n")).toHaveLength(40);
});

it("a long audit is cut off at the bound, and says so", async () => {
  const { asked, out } = of(MOST + 700);
  await out.copy(noFilter, "csv");
  expect(out.done).toEqual({ rows: MOST, more: true });
  expect(copied(asked)[0]?.trim().split("\r\n")).toHaveLength(MOST + 1);
});

it("what was stopped copies nothing", async () => {
  const { asked, out } = of(900);
  const copying = out.copy(noFilter, "csv");
  out.stop();
  await copying;
  expect(copied(asked)).toEqual([]);
  expect(out.done).toBeUndefined();
});

it("a file holds all of it, however long it is, under one head", async () => {
  const { state, asked, out } = of(MOST + 700);
  await out.save(noFilter, "csv");
  expect(out.done).toEqual({ rows: MOST + 700, more: false, file: "audit.csv" });
  const lines = state.files.saved[0]?.text.trim().split("\r\n") ?? [];
  expect(lines).toHaveLength(MOST + 701);
  expect(lines.filter((line) => line.startsWith("id,at,"))).toHaveLength(1);
  expect(copied(asked)).toEqual([]);
});

it("a file that was stopped is not there, and that is no failure", async () => {
  const { state, out } = of(MOST);
  const saving = out.save(noFilter, "jsonl");
  await vi.waitUntil(() => out.read > 0);
  out.stop();
  await saving;
  expect([state.files.saved, state.files.begun.size]).toEqual([[], 0]);
  expect([out.done, out.task.problem]).toEqual([undefined, undefined]);
});

it("where the person calls it off, nothing is read", async () => {
  const { state, asked, out } = of(10);
  state.files.calledOff = true;
  await out.save(noFilter, "csv");
  expect(asked.mock.calls.map(([name]) => name)).toEqual(["begin_file"]);
  expect([out.done, out.task.problem]).toEqual([undefined, undefined]);
});
