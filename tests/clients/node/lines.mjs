// What the test and an app say to each other: a line of JSON for each step, and a line for its outcome. Secrets come this
// way too, so that no list of processes shows them.

import { createInterface } from "node:readline";

/**
 * Plays an app until the test ends its input. The first line is the app's registration, of which `begin` makes its steps;
 * each line after it names a step and what the step is given.
 */
export async function play(begin) {
  let steps;
  for await (const line of createInterface({ input: process.stdin })) {
    const { step, given } = JSON.parse(line);
    say(await outcome(async () => {
      if (steps) return steps[step](given);
      steps = await begin(given);
      return {};
    }));
  }
}

async function outcome(doing) {
  try {
    return { done: (await doing()) ?? {} };
  } catch (error) {
    return { refused: { by: error.name, code: error.code ?? null, error: error.error ?? null, message: error.message } };
  }
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The private key of an app, as the library takes it. */
export function privateKey(jwk, alg) {
  const kind = alg === "ES256" ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" };
  return crypto.subtle.importKey("jwk", { ...jwk, alg: undefined }, kind, false, ["sign"]);
}

/** The header of a signed token. */
export function headerOf(token) {
  return JSON.parse(Buffer.from(token.split(".")[0], "base64url").toString());
}
