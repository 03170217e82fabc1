import { expect, it } from "vitest";

import { fakeHost, fakeState } from "../host/fake/fake";
import { ada, apps } from "../host/fake/samples";
import { en } from "../messages/en";
import { es } from "../messages/es";
import { ENDINGS } from "../rules/app-file";
import { AppFile } from "./app-plan.svelte";

const empty = () => new AppFile(fakeHost(fakeState({ accounts: [ada()], apps: apps(3), delay: 0 })), "ada");
const file = (text: string, name = "apps.toml") => new File([text], name);
const NEW = '[[app]]\nname = "Tide tables"\n';

it("a file that comes while something is written waits for a word, and what was written stays till then", async () => {
  const held = empty();
  held.text = "[[app]]";
  await held.open(file(NEW));
  expect([held.text, held.offered?.name, held.plan]).toEqual(["[[app]]", "apps.toml", undefined]);
  held.keep();
  expect([held.text, held.offered]).toEqual(["[[app]]", undefined]);
  await held.open(file(NEW));
  await held.replace();
  expect([held.text, held.name, held.offered, held.plan?.changes.length]).toEqual([NEW, "apps.toml", undefined, 1]);
});

it("so does the list as it is", async () => {
  const held = empty();
  held.text = "[[app]]";
  await held.begin();
  expect([held.text, held.offered?.name]).toEqual(["[[app]]", undefined]);
  await held.replace();
  expect(held.text).toContain("client_id");
});

it("what can be had again gives way without a word, until something is written in it", async () => {
  const held = empty();
  await held.open(file(NEW));
  await held.open(file(`${NEW}kind = "web"\n`, "other.toml"));
  expect([held.name, held.offered]).toEqual(["other.toml", undefined]);
  held.text += "# mine\n";
  await held.begin();
  expect(held.offered).toBeDefined();
});

it("the files that are taken are those that are told, wherever they come from", async () => {
  const held = empty();
  for (const ending of ENDINGS) {
    await held.open(file(NEW, `apps${ending.toUpperCase()}`));
    expect(held.reading.problem).toBeUndefined();
    for (const words of [en, es]) expect(words.appFile.otherFile).toContain(ending);
  }
  await held.open(file("# mine\n", "apps.md"));
  expect([held.text, held.reading.problem?.message]).toEqual([NEW, en.appFile.otherFile.replace("{{name}}", "apps.md")]);
});
