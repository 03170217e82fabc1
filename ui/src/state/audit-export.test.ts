import { expect, it, vi } from "vitest";

import { administered, rows } from "../host/fake/administered";
import { fakeHost, fakeState } from "../host/fake/fake";
import { noFilter } from "../records/audit";
import { AuditExport, MOST } from "./audit-export.svelte";

function of(count: number) {
  const host = fakeHost(fakeState({ delay: 0, administered: administered({ people: [], rows: rows(count) }) }));
  return { asked: vi.spyOn(host, "ask"), out: new AuditExport(host, "ada") };
}
const copied = (asked: ReturnType<typeof of>["asked"]) => asked.mock.calls.flatMap(([name, given]) => (name === "copy_text" ? [(given as { text: string }).text] : []));

it("all that matches is copied, and no more than was asked for", async () => {
  const { asked, out } = of(640);
  await out.copy({ ...noFilter, deed: "signed_out" }, "json");
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
