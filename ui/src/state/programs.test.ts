import { expect, it } from "vitest";

import type { ProgramQuestion } from "../generated/ProgramQuestion";
import { fakeHost, fakeState } from "../host/fake/fake";
import { Programs } from "./programs.svelte";

const question = (id: string): ProgramQuestion => ({
  id,
  program: "/usr/bin/x",
  interpreter: false,
  script: null,
  changed: false,
  account: "ada",
  provider: "work",
  name: null,
  scopes: ["profile"],
  lasts: 60,
});

it("programs stand before the person one after the other, and leave when they are answered or give up", async () => {
  const host = fakeHost(fakeState({ delay: 0 }));
  const programs = new Programs(host);
  await host.subscribe((event) => programs.hear(event));
  for (const id of ["1", "2", "3"]) host.emit({ event: "program_asks", detail: question(id) });
  expect(programs.asks?.id).toBe("1");
  await programs.answer("1", "allow");
  expect(programs.asks?.id).toBe("2");
  host.emit({ event: "program_answered", detail: { id: "2" } });
  expect(programs.asks?.id).toBe("3");
  await programs.answer("3", "refuse");
  expect(programs.asks).toBeUndefined();
});

it("a question whose answer did not arrive stays", async () => {
  const host = fakeHost(fakeState({ delay: 0, fails: { answer_program: { code: "internal", message: "No." } } }));
  const programs = new Programs(host);
  await host.subscribe((event) => programs.hear(event));
  host.emit({ event: "program_asks", detail: question("1") });
  await expect(programs.answer("1", "allow")).rejects.toMatchObject({ code: "internal" });
  expect(programs.asks?.id).toBe("1");
});
