import { expect, it, vi } from "vitest";

import { deedsOf, unseen } from "./asks";
import { rooms, stories } from "./states";

// What is listed in a story tells nothing of its deeds, and takes long to make.
vi.mock("../host/fake/samples", async (original) => ({ ...(await original<object>()), apps: () => [] }));
vi.mock("../host/fake/app-samples", async (original) => ({ ...(await original<object>()), manyApps: () => [] }));
vi.mock("../host/fake/administered", async (original) => ({ ...(await original<object>()), administered: () => ({}), people: () => [] }));

it("no story is told twice", () => {
  const names = rooms.flatMap((room) => Object.keys(room));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

it("where a deed does not go well, it is done", () => {
  const untold = Object.entries(stories).flatMap(([name, make]) => {
    const { state, does } = make();
    return deedsOf(state).length > 0 && !does ? [`${name}: ${deedsOf(state).join(", ")}`] : [];
  });
  expect(untold).toEqual([]);
});

it("what was to go wrong and was not asked for is told", () => {
  const { state } = stories["app-refused"]!();
  expect(unseen(state, new Set())).toEqual(expect.arrayContaining(["update_app", "new_secret"]));
  expect(unseen(state, new Set(["new_secret"]))).toEqual([]);
  const reading = stories["app-offline"]!().state;
  expect(unseen(reading, new Set(["app_usage"]))).toContain("app_grants");
});
