import { expect, it } from "vitest";

import type { SignInOutcome } from "../generated/SignInOutcome";
import { fakeHost, fakeState } from "../host/fake/fake";
import { harbour } from "../host/fake/samples";
import { type Attempt, SignIns } from "./sign-ins.svelte";

async function begin() {
  const ended: [Attempt, SignInOutcome][] = [];
  const host = fakeHost(fakeState({ providers: [harbour], delay: 0 }));
  const signIns = new SignIns(host, (attempt, outcome) => ended.push([attempt, outcome]));
  await host.subscribe((event) => signIns.hear(event));
  const start = () => signIns.start({ provider: harbour.name, scopes: ["profile"], return_path: null });
  return { ended, host, signIns, start };
}

it("steps that were told before the answer came are kept", async () => {
  const { start } = await begin();
  const attempt = await start();
  expect(attempt.reached).toBe("opened");
  expect([...attempt.at.keys()]).toEqual(["started", "opened"]);
});

it("a step that is told late does not lead back", async () => {
  const { host, start } = await begin();
  const attempt = await start();
  host.emit({ event: "sign_in_progress", detail: { attempt: attempt.id, step: "exchanged", at: 3 } });
  host.emit({ event: "sign_in_progress", detail: { attempt: attempt.id, step: "returned", at: 2 } });
  expect(attempt.reached).toBe("exchanged");
  expect(attempt.at.get("returned")).toBe(2);
});

it("a failure keeps the step and waits no more", async () => {
  const { ended, host, signIns, start } = await begin();
  const attempt = await start();
  expect(signIns.waiting).toHaveLength(1);
  host.emit({ event: "sign_in_ended", detail: { attempt: attempt.id, outcome: { outcome: "failed", step: "returned", error: { code: "denied", message: "No." } } } });
  expect(attempt.reached).toBe("returned");
  expect(ended).toHaveLength(1);
  expect(signIns.waiting).toHaveLength(0);
});

it("what was on its way before the window opened is taken up", async () => {
  const { host, start } = await begin();
  const { id } = await start();
  const after = new SignIns(host, () => undefined);
  const [attempt] = await after.load();
  expect(attempt?.id).toBe(id);
  expect(attempt?.reached).toBe("opened");
  expect(attempt?.at.has("opened")).toBe(false);
});

it("a fresh sign-in belongs to its account and is no sign-in of the rail", async () => {
  const { ended, host, signIns, start } = await begin();
  const started = (await start()).started;
  if (!started) throw new Error("it was not started");
  host.emit({ event: "fresh_sign_in", detail: { account: "ada", started: { ...started, attempt: "fresh" } } });
  expect(signIns.waiting.map((attempt) => attempt.id)).toEqual([started.attempt]);
  expect(signIns.freshOf("ada")?.started?.attempt).toBe("fresh");
  expect(signIns.freshOf("michael")).toBeUndefined();
  host.emit({ event: "sign_in_ended", detail: { attempt: "fresh", outcome: { outcome: "failed", step: "opened", error: { code: "denied", message: "No." } } } });
  expect(signIns.freshOf("ada")).toBeUndefined();
  expect(ended[0]?.[0].account).toBe("ada");
});

it("a deed is called off while it waits for the person, and not once the browser came back", async () => {
  const { host, signIns, start } = await begin();
  const started = (await start()).started;
  if (!started) throw new Error("it was not started");
  const ask = (attempt: string) => host.emit({ event: "fresh_sign_in", detail: { account: "ada", started: { ...started, attempt } } });
  expect(await signIns.callOff("ada")).toBe(false);
  ask("f1");
  expect([signIns.canCallOff("ada"), await signIns.callOff("ada"), signIns.canCallOff("ada")]).toEqual([true, true, false]);
  ask("f2");
  host.emit({ event: "sign_in_progress", detail: { attempt: "f2", step: "returned", at: 3 } });
  expect([signIns.canCallOff("ada"), await signIns.callOff("ada")]).toEqual([false, false]);
});
