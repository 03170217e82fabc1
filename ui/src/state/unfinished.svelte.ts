/**
 * What would be lost by leaving a place, and the question before it is.
 *
 * A form over something that is there (an app's settings, a person, an organisation, an API key) asks: its draft stands on a
 * version that grows old. A form for something new (an app, a person, an API key, a service, a file of apps) is kept in memory
 * instead, as a `KeptDraft`, and is there when one comes back. A secret that is shown once asks until it was copied, and from the moment at which it is asked for:
 * the answer may wait for a fresh sign-in, and nobody else would show it.
 */

/** What is unfinished. A secret goes first, shown or on its way: it cannot be written again. */
export type Matter = "secret" | "making" | "form";
const FIRST: readonly Matter[] = ["secret", "making", "form"];

interface Question {
  matter: Matter;
  go: () => void;
  /** The screen stays, and holds what else is unfinished on it. */
  stays?: boolean;
}

export class Unfinished {
  /** What somebody is asked just now: whether to go on, although something would be lost. */
  asked = $state.raw<Question>();
  readonly #held = new Map<symbol, { matter: Matter; is: () => boolean }>();

  /** A part of the screen that may have something unfinished, until the function that it gets is called. */
  hold(matter: Matter, is: () => boolean): () => void {
    const key = Symbol(matter);
    this.#held.set(key, { matter, is });
    return () => this.#held.delete(key);
  }

  /** A form of the component that is being made: it holds whoever leaves for as long as it was changed. */
  form(changed: () => boolean): void {
    $effect(() => this.hold("form", changed));
  }

  /** A secret of the component that is being made: it holds whoever leaves for as long as it was not taken. */
  secret(shown: () => boolean): void {
    $effect(() => this.hold("secret", shown));
  }

  /** What is shown once is being made, and comes to the component that asked for it and to no other. */
  making(busy: () => boolean): void {
    $effect(() => this.hold("making", busy));
  }

  /** What would be lost now. */
  get matter(): Matter | undefined {
    const open = [...this.#held.values()].filter(({ is }) => is()).map(({ matter }) => matter);
    return FIRST.find((matter) => open.includes(matter));
  }

  /** Goes where nothing is lost, else asks first. Tells whether it went. */
  leave(go: () => void): boolean {
    const { matter } = this;
    this.asked = matter && { matter, go };
    if (!matter) go();
    return matter === undefined;
  }

  /** Makes another secret, which takes the place of the one that is shown: asks first where nobody copied that. */
  replace(go: () => void): void {
    if (this.matter === "secret") this.asked = { matter: "secret", go, stays: true };
    else go();
  }

  stay(): void {
    this.asked = undefined;
  }

  /** It is lost, and they know. */
  goOn(): void {
    const question = this.asked;
    this.asked = undefined;
    if (!question?.stays) this.#held.clear();
    question?.go();
  }
}
