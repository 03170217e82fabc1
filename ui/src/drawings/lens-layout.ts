/** Where the scopes and what they reveal stand, so that each scope is beside the middle of its own fields. */
export interface LensLayout {
  height: number;
  /** The middle of each scope. */
  from: number[];
  /** The middle of each field, by scope. */
  to: number[][];
}

const ROW = 24;
const BETWEEN_GROUPS = 14;
const SCOPE = 46;
const HALF_SCOPE = 20;

/** `sizes` says how many fields each scope reveals. */
export function lensLayout(sizes: readonly number[]): LensLayout {
  let y = ROW / 2 - ROW - BETWEEN_GROUPS;
  const to = sizes.map((size) => {
    y += BETWEEN_GROUPS;
    return Array.from({ length: size }, () => (y += ROW));
  });
  const height = Math.max(y + ROW / 2, (sizes.length - 1) * SCOPE + 2 * HALF_SCOPE, 0);
  const from: number[] = [];
  for (const group of to) {
    const middle = ((group[0] ?? 0) + (group[group.length - 1] ?? 0)) / 2;
    from.push(Math.max(middle, from.length === 0 ? HALF_SCOPE : (from[from.length - 1] ?? 0) + SCOPE));
  }
  // What was pushed past the end is pulled back up, keeping the distance.
  let limit = height - HALF_SCOPE;
  for (let place = from.length - 1; place >= 0; place--) {
    from[place] = Math.min(from[place] ?? 0, limit);
    limit = (from[place] ?? 0) - SCOPE;
  }
  return { height, from, to };
}
