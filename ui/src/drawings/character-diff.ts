/** How two addresses differ, character by character. */

/** One column: what stands there in each of the two; absent where one has nothing. */
export interface Cell {
  sent?: string;
  registered?: string;
}

/** A stretch of columns that differ in the same way. */
export interface Difference {
  /** The first column, counted from 1. */
  at: number;
  length: number;
  kind: "replaced" | "case" | "missing" | "added";
  sent: string;
  registered: string;
  /** It is the end of both. */
  last: boolean;
}

/** What is shown: a column, or how many like ones were left out. */
export type Shown = (Cell & { at: number }) | { folded: number };

/** More characters than that are not compared one by one: from there on, both count as different. */
const COMPARED = 600;
/** A stretch of like columns that is longer is folded, but for this much at its ends. */
const LONG = 44;
const KEPT = 14;

/** The columns of both, so that as few as possible differ. */
export function aligned(sent: string, registered: string): Cell[] {
  const [a, b] = [[...sent], [...registered]];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const middle = between(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (characters: string[]): Cell[] => characters.map((one) => ({ sent: one, registered: one }));
  return [...same(a.slice(0, head)), ...middle, ...same(tail > 0 ? a.slice(-tail) : [])];
}

function between(a: string[], b: string[]): Cell[] {
  if (a.length > COMPARED || b.length > COMPARED) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, place) => ({ sent: a[place], registered: b[place] }));
  }
  // Where two ways cost the same, the one that puts unlike characters side by side is read more easily.
  const cost = table(a, b);
  const at = (i: number, j: number) => cost[i * (b.length + 1) + j] ?? Infinity;
  const cells: Cell[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 || j > 0) {
    const here = at(i, j);
    if (i > 0 && j > 0 && here === at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : price(a[i - 1], b[j - 1]))) {
      cells.push({ sent: a[--i], registered: b[--j] });
    } else if (i > 0 && here === at(i - 1, j) + GAP) cells.push({ sent: a[--i] });
    else cells.push({ registered: b[--j] });
  }
  return cells.reverse();
}

const GAP = 4;

/** A letter written small or large is nearly the same letter; any other change is worth a little less than leaving one out and adding one. */
function price(a: string | undefined, b: string | undefined): number {
  return a?.toLowerCase() === b?.toLowerCase() ? 2 : 5;
}

function table(a: string[], b: string[]): Uint32Array {
  const width = b.length + 1;
  const cost = new Uint32Array((a.length + 1) * width);
  for (let j = 1; j < width; j += 1) cost[j] = j * GAP;
  for (let i = 1; i <= a.length; i += 1) {
    cost[i * width] = i * GAP;
    for (let j = 1; j < width; j += 1) {
      const before = (place: number) => cost[place] ?? 0;
      const beside = before((i - 1) * width + j - 1) + (a[i - 1] === b[j - 1] ? 0 : price(a[i - 1], b[j - 1]));
      cost[i * width + j] = Math.min(beside, before((i - 1) * width + j) + GAP, before(i * width + j - 1) + GAP);
    }
  }
  return cost;
}

const kindOf = ({ sent, registered }: Cell): Difference["kind"] | undefined => {
  if (sent === registered) return undefined;
  if (sent === undefined) return "missing";
  if (registered === undefined) return "added";
  return sent.toLowerCase() === registered.toLowerCase() ? "case" : "replaced";
};

/** Where they differ, from the left. */
export function differences(cells: readonly Cell[]): Difference[] {
  const found: Difference[] = [];
  cells.forEach((cell, place) => {
    const kind = kindOf(cell);
    if (!kind) return;
    const before = found.at(-1);
    if (before?.kind === kind && before.at + before.length === place + 1) {
      before.length += 1;
      before.sent += cell.sent ?? "";
      before.registered += cell.registered ?? "";
      before.last = place === cells.length - 1;
    } else {
      found.push({ at: place + 1, length: 1, kind, sent: cell.sent ?? "", registered: cell.registered ?? "", last: place === cells.length - 1 });
    }
  });
  return found;
}

/** The columns as they are shown: long stretches without a difference are folded. */
export function folded(cells: readonly Cell[]): Shown[] {
  const shown: Shown[] = [];
  let place = 0;
  while (place < cells.length) {
    let end = place;
    while (end < cells.length && kindOf(cells[end] ?? {}) === undefined) end += 1;
    const length = end - place;
    // What begins an address is known to everybody who reads it, what follows a difference less so.
    const from = place === 0 ? 0 : place + KEPT;
    const to = end === cells.length ? cells.length : end - KEPT;
    const fold = length > LONG && to - from > KEPT;
    for (let at = place; at < end; at += 1) {
      if (fold && at === Math.max(from, place + KEPT)) {
        const until = end === cells.length ? end - KEPT : to;
        shown.push({ folded: until - at });
        at = until - 1;
      } else shown.push({ ...cells[at], at: at + 1 });
    }
    if (end < cells.length) {
      shown.push({ ...cells[end], at: end + 1 });
      end += 1;
    }
    place = end;
  }
  return shown;
}

/** The registered address that is most like the one that was sent. */
export function nearest(sent: string, registered: readonly string[]): string | undefined {
  const unlike = (one: string) => aligned(sent, one).filter((cell) => kindOf(cell) !== undefined).length / Math.max(sent.length, one.length, 1);
  return registered.map((one) => ({ one, unlike: unlike(one) })).sort((a, b) => a.unlike - b.unlike)[0]?.one;
}
