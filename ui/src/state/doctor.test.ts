import { expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { badlyReached, settingsState } from "../host/fake/settings";
import { byHost, Doctor } from "./doctor.svelte";

const other = { deep_link: { handler: "other" as const, entry: "other.desktop" }, keychain: "ready" as const, browser: { entry: "firefox.desktop", name: "Firefox" }, other_browsers: [] };

it("what is wrong here can be mended, and a repair says what is left", async () => {
  const doctor = new Doctor(fakeHost(fakeState({ delay: 0, preflight: other })));
  await doctor.look();
  expect(doctor.keychain).toBe("ready");
  expect(doctor.canBeMended).toBe(true);
  await doctor.repair();
  expect(doctor.repaired).toBe(true);
  expect(doctor.canBeMended).toBe(false);
  await doctor.look();
  expect(doctor.repaired).toBe(false);
});

it("a probe tells whether it came back, and a repair makes it old", async () => {
  const doctor = new Doctor(fakeHost(fakeState({ delay: 0, preflight: other, settings: settingsState({ walk: "lost", walkTakes: 0 }) })));
  await doctor.look();
  await doctor.walk(0);
  expect(doctor.walkedWell).toBe(false);
  await doctor.repair();
  expect(doctor.walked).toBeUndefined();
});

it("what services answer is asked for apart, and is not told twice", async () => {
  const doctor = new Doctor(fakeHost(fakeState({ delay: 0 })));
  await Promise.all([doctor.look(), doctor.ask()]);
  expect(doctor.here.some((finding) => finding.check === "network")).toBe(false);
  expect(doctor.services.some((finding) => finding.check === "keychain")).toBe(false);
  expect(doctor.all).toHaveLength(doctor.here.length + doctor.services.length);
});

it("a clock that is wrong is this computer's, whichever host says so", () => {
  const [first, ...rest] = byHost(badlyReached());
  expect(first?.about).toBeUndefined();
  expect(first?.findings.map((finding) => finding.check)).toEqual(["clock"]);
  expect(rest.map((group) => group.about)).toEqual(["accounts.harbour.example", "accounts.inbenta.com", "Harbour accounts"]);
});
