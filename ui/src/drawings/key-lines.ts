import type { SigningKeyView } from "../generated/SigningKeyView";

const DAY = 86_400;
/** A published key signs by itself after so long. */
export const WAITS = DAY;
/** Where on the axis now is, in percent: what is to come needs little room. */
export const NOW = 84;

export interface KeyLine {
  kid: string;
  /** When it was published, and when it begins or began to sign. */
  published: number;
  signs: number | undefined;
  /** When another took over. */
  over: number | undefined;
  state: SigningKeyView["state"];
}

/** The keys of one algorithm on one axis, the oldest first; places are percents of its width. */
export function layOut(keys: SigningKeyView[], now: number): { from: number; lines: KeyLine[] } {
  const from = Math.min(...keys.map((key) => key.created_at), now - 7 * DAY);
  const place = (at: number) => Math.max(0, ((Math.min(at, now) - from) / (now - from)) * NOW);
  const begins = keys.flatMap((key) => (key.signing_at === null ? [] : [key.signing_at]));
  const lines = keys.map((key) => {
    const after = key.signing_at === null ? [] : begins.filter((at) => at > (key.signing_at ?? 0));
    return {
      kid: key.kid,
      published: place(key.created_at),
      signs: key.signing_at === null ? undefined : place(key.signing_at),
      over: key.state === "retired" ? place(after.length > 0 ? Math.min(...after) : now) : undefined,
      state: key.state,
    };
  });
  return { from, lines };
}

/** Keys by their algorithm, in the order in which algorithms are first met. */
export function byAlgorithm(keys: SigningKeyView[]): { alg: SigningKeyView["alg"]; keys: SigningKeyView[] }[] {
  return [...new Set(keys.map((key) => key.alg))].map((alg) => ({ alg, keys: keys.filter((key) => key.alg === alg) }));
}
