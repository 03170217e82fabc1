import { expect, it } from "vitest";

import { signingKeys } from "../host/fake/administered";
import { byAlgorithm, layOut, NOW } from "./key-lines";

it("a key ends where the next begins to sign, and what is to come stands after now", () => {
  const now = Date.now() / 1000;
  const keys = byAlgorithm(signingKeys())[0]?.keys ?? [];
  const [retired, signing, published] = layOut(keys, now).lines;
  expect(retired?.over).toBeCloseTo(signing?.signs ?? 0);
  expect(signing?.over).toBeUndefined();
  expect(published?.signs).toBeUndefined();
  expect(published?.published).toBeLessThanOrEqual(NOW);
});
