/**
 * What would be lost by leaving a place or by ending the app, and the question before it is.
 *
 * A form over something that is there (an app's settings, a person, an organisation, an API key) asks: its draft stands on a
 * version that grows old. A form for something new (an app, a person, an API key, a service, a file of apps) is kept in memory
 * instead, as a `KeptDraft`, and is there when one comes back to it, for as long as the app runs. A secret that is shown once asks
 * until it was copied, and from the moment at which it is asked for: the answer may wait for a fresh sign-in, and nobody else would
 * show it. Any other deed asks while it is under way, so that one sees how it ends.
 */
import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";

/** What is unfinished. A secret goes first, shown or on its way: it cannot be written again. A draft outlives its screen alone. */
export type Matter = "secret" | "making" | "deed" | "form" | "draft";
const FIRST: readonly Matter[] = ["secret", "making", "deed", "form"];

interface Question {
  matter: Matter;
  go: () => void;
  /** The screen stays, and holds what else is unfinished on it. */
  stays?: boolean;
  /** It is about the end of the app. */
  quits?: boolean;
  /** They do not go. */
  stayed?: () => void;
}

export class Unfinished {
  /** What somebody is asked just now: whether to go on, although something would be lost. */
  #asked = $state.raw<Question>();
  readonly #held = new SvelteMap<symbol, { matter: Matter; is: () => boolean }>();
  readonly #drafts = new SvelteMap<string, { account: string; begun: () => boolean }>();

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

  /** Something is being done, and the component that is being made tells how it ends. */
  deed(busy: () => boolean): void {
    $effect(() => this.hold("deed", busy));
  }

  /** A draft that is there when one comes back to its screen, and lost with the window. */
  draft(account: string, what: string, begun: () => boolean): void {
    untrack(() => this.#drafts.set(`${account} ${what}`, { account, begun }));
  }

  /** A draft is done with. */
  drop(account: string, what: string): void {
    this.#drafts.delete(`${account} ${what}`);
  }

  /** The drafts of an account went with its session. */
  forget(account: string): void {
    for (const [key, draft] of [...this.#drafts]) if (draft.account === account) this.#drafts.delete(key);
  }

  /** What would be lost now by leaving where one is. */
  get matter(): Matter | undefined {
    const open = [...this.#held.values()].filter(({ is }) => is()).map(({ matter }) => matter);
    return FIRST.find((matter) => open.includes(matter));
  }

  /** What would be lost now by ending the app. */
  get atTheEnd(): Matter | undefined {
    return this.matter ?? ([...this.#drafts.values()].some(({ begun }) => begun()) ? "draft" : undefined);
  }

  /** What somebody is asked just now, about what is unfinished by now; nothing any more where that has ended meanwhile. */
  get asked(): Question | undefined {
    const question = this.#asked;
    const matter = question?.quits ? this.atTheEnd : this.matter;
    return question && matter && { ...question, matter };
  }

  /** Goes where nothing is lost, else asks first. Tells whether it went. */
  leave(go: () => void): boolean {
    const matter = untrack(() => this.matter);
    this.#ask(matter && { matter, go });
    if (!matter) go();
    return matter === undefined;
  }

  /** Ends the app, where nothing is lost; else asks first. */
  quit(go: () => void, stayed: () => void): void {
    const matter = untrack(() => this.atTheEnd);
    this.#ask(matter && { matter, go, stayed, quits: true });
    if (!matter) go();
  }

  /** Makes another secret, which takes the place of the one that is shown: asks first where nobody copied that. */
  replace(go: () => void): void {
    if (untrack(() => this.matter) === "secret") this.#ask({ matter: "secret", go, stays: true });
    else go();
  }

  stay(): void {
    this.#ask(undefined);
  }

  /** It is lost, and they know. */
  goOn(): void {
    const question = untrack(() => this.#asked);
    this.#asked = undefined;
    if (!question?.stays) this.#held.clear();
    if (question?.quits) this.#drafts.clear();
    question?.go();
  }

  /** The last wish is the one that counts. */
  #ask(question: Question | undefined): void {
    const before = untrack(() => this.#asked);
    this.#asked = question;
    before?.stayed?.();
  }
}
