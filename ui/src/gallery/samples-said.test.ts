import { afterAll, beforeAll, expect, it } from "vitest";

import { speak, told } from "../messages";

const sources = import.meta.glob<string>(["./*.ts", "../host/fake/*.ts", "!**/*.test.ts"], { query: "?raw", import: "default", eager: true });

/** A text of a sample that the native side would say to a person: the message of a failure, or what there is to do. */
const SAID = /\b(?:(?:message|advice)(?:: | = )|(?:error|refused)\("\w+", )"((?:\\.|[^"\\])+)"/g;

beforeAll(() => speak("es"));
afterAll(() => speak("en"));

it("the failures and findings of the samples are in words that the native side has, so each is told in Spanish", () => {
  const said = Object.values(sources).flatMap((source) => [...source.matchAll(SAID)].map(([, text]) => JSON.parse(`"${text}"`) as string));
  expect(said.length).toBeGreaterThan(20);
  expect(said.filter((text) => told(text) === text)).toEqual([]);
});
