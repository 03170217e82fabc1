/** What is written over something that was read, which may be read anew beneath it. */
export class Written<T> {
  draft = $state() as T;
  #base = $state.raw() as T;

  constructor(
    base: T,
    private readonly tidy: (draft: T) => T = (draft) => draft,
  ) {
    this.#begin(base);
  }

  /** What is sent. */
  get clean(): T {
    return this.tidy($state.snapshot(this.draft) as T);
  }

  get changed(): boolean {
    return !same(this.clean, this.#base);
  }

  /** Begins anew; what was written is dropped. */
  take(base: T): void {
    this.#begin(base);
  }

  /** It was read anew: what was written since `since` stays, on top of what others made of it. */
  follow(newer: T, since: T = this.#base): void {
    const theirs = this.tidy(newer);
    const mine = this.clean;
    const both = onTop(since, mine, theirs);
    // What is being typed keeps its every sign, where nothing comes to it.
    if (!same(both, mine)) this.draft = structuredClone(both);
    this.#base = theirs;
  }

  #begin(base: T): void {
    this.draft = structuredClone(base);
    this.#base = this.tidy(base);
  }
}

/** My changes since `before` on top of theirs, part by part; a list is one part. */
export function onTop<T>(before: T, mine: T, theirs: T): T {
  if (same(before, mine)) return theirs;
  if (!isTree(before) || !isTree(mine) || !isTree(theirs)) return mine;
  const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  return Object.fromEntries([...keys].map((key) => [key, onTop(before[key], mine[key], theirs[key])]).filter(([, value]) => value !== undefined)) as T;
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether they say the same, in whatever order. */
function same(one: unknown, other: unknown): boolean {
  if (!isTree(one) || !isTree(other)) return JSON.stringify(one) === JSON.stringify(other);
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => same(one[key], other[key]));
}
