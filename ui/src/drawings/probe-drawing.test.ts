import { expect, it } from "vitest";

import type { Finding } from "../generated/Finding";
import { probeMap, reached, stagesOf } from "./probe-drawing";

const finding = (check: Finding["check"], state: Finding["state"], about: string | null = null): Finding => ({ check, state, about, seen: "", advice: null, milliseconds: null });
const walked = (app: Finding["state"], scheme: Finding["state"] = "ok", browser: Finding["state"] = "ok") => [
  finding("scheme", scheme),
  finding("sign_in", "ok", "opener"),
  finding("sign_in", browser, "browser"),
  finding("sign_in", app, "app"),
];

it("a way that was walked is marked to its end", () => {
  const marks = stagesOf([], walked("ok"), false);
  expect(Object.values(marks)).toEqual(["passed", "passed", "passed", "passed", "passed"]);
  expect(reached(marks)).toBe(4);
});

it("where the link was lost, the one who took it is marked", () => {
  const marks = stagesOf([], walked("failed", "failed"), false);
  expect(marks).toMatchObject({ browser: "passed", link: "failed", app: "open" });
  expect(reached(marks)).toBe(2);
  expect(stagesOf([], walked("failed"), false)).toMatchObject({ link: "open", app: "failed" });
});

it("an opener that opened nothing leaves the rest untried", () => {
  const marks = stagesOf([], [finding("scheme", "ok"), finding("sign_in", "failed", "opener")], false);
  expect(marks).toEqual({ started: "passed", opener: "failed", browser: "open", link: "open", app: "open" });
  expect(reached(marks)).toBe(0);
});

it("what came back was handed over, and a remark about it stays", () => {
  expect(stagesOf([], walked("ok", "failed"), false).link).toBe("care");
  expect(stagesOf([], walked("warning", "unknown"), false)).toMatchObject({ link: "passed", app: "care" });
});

it("before a probe only what is wrong is marked, and nothing is drawn as walked", () => {
  const marks = stagesOf([finding("scheme", "failed"), finding("browser", "ok")], undefined, false);
  expect(marks).toEqual({ started: "open", opener: "open", browser: "open", link: "failed", app: "open" });
  expect(reached(marks)).toBe(-1);
  expect(probeMap(800).ways(-1).done).toBe("");
});

it("a probe on its way waits in the browser", () => {
  const marks = stagesOf([], walked("ok"), true);
  expect(marks.browser).toBe("waiting");
  expect(reached(marks)).toBe(0);
});
