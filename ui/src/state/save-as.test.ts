import { expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { saveAs } from "./save-as";

function of(change: Parameters<typeof fakeState>[0] = {}) {
  const state = fakeState({ delay: 0, ...change });
  return { state, host: fakeHost(state) };
}

it("a file is what its pieces are, one after the other", async () => {
  const { state, host } = of();
  expect(await saveAs(host, { name: "apps.toml" }, ["one ", "two"])).toBe("apps.toml");
  expect(state.files.saved).toEqual([{ name: "apps.toml", text: "one two", secret: false }]);
});

it("what holds a secret is for its owner alone", async () => {
  const { state, host } = of();
  await saveAs(host, { name: "till.env", secret: true }, ["x"]);
  expect(state.files.saved[0]?.secret).toBe(true);
});

it("what was called off writes nothing, and asks for none of it", async () => {
  const { state, host } = of();
  state.files.calledOff = true;
  let asked = false;
  function* pieces() {
    asked = true;
    yield "x";
  }
  expect(await saveAs(host, { name: "a" }, pieces())).toBeUndefined();
  expect([asked, state.files.saved]).toEqual([false, []]);
});

it("where a piece cannot be had nothing of the file stays, and what went wrong is told", async () => {
  const { state, host } = of();
  async function* pieces() {
    yield "half";
    throw { code: "network", message: "gone" };
  }
  await expect(saveAs(host, { name: "audit.csv" }, pieces())).rejects.toEqual({ code: "network", message: "gone" });
  expect([state.files.saved, state.files.begun.size]).toEqual([[], 0]);
});

it("where the disk is full nothing of the file stays", async () => {
  const full = { code: "internal" as const, message: "“apps.toml” was not saved: there is no room left." };
  const { state, host } = of({ fails: { add_to_file: full } });
  await expect(saveAs(host, { name: "apps.toml" }, ["x"])).rejects.toEqual(full);
  expect([state.files.saved, state.files.begun.size]).toEqual([[], 0]);
});
