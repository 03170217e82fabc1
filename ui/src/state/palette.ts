/** What the palette finds, and in which order. */
export interface Entry {
  /** The same for the same thing each time, so that recent ones are known again. */
  id: string;
  group: Group;
  title: string;
  /** What it belongs to, at the end of its row. */
  note?: string;
  /** The note is read letter by letter. */
  mono?: boolean;
  /** Other words by which it is found. */
  also?: string;
  /** The account in whose name it was found. */
  account?: string;
  /** Only when it is looked for. */
  hidden?: boolean;
  /** Its service found it, by more than what is known here. */
  served?: boolean;
  icon: "account" | "app" | "screen" | "settings" | "add" | "renew" | "copy" | "sign-out" | "keys" | "happened";
  run: () => unknown;
}
export type Group = "recent" | "accounts" | "apps" | "go" | "do";

/** An entry that was found, with the places of its title that say so. */
export interface Found extends Entry {
  at: readonly number[];
  /** Those of its note. */
  noteAt: readonly number[];
}

export interface FoundGroup {
  group: Group;
  entries: Found[];
}

const ORDER: readonly Group[] = ["recent", "accounts", "apps", "go", "do"];
/** Most of one group, as a list that is read and not searched. */
const MOST = 7;
const RECENT = 5;
/** What a service found by something that is not shown. */
const SERVED = 40;
const BEHIND = 30;

/** A sign without case and accents, so that “anez” finds “Áñez”. */
const fold = (sign: string) => sign.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase() || sign;
const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);

interface Match {
  score: number;
  at: number[];
}

/**
 * Where a word is found in a text: whole words before beginnings, beginnings before the middle, and last the beginnings of
 * several words. Places count code points.
 */
export function match(word: string, text: string): Match | undefined {
  const wanted = [...word].map(fold);
  const signs = [...text].map(fold);
  if (wanted.length === 0) return { score: 0, at: [] };
  const begins = (place: number) => !isWord(signs[place - 1]);
  let best: Match | undefined;
  for (let start = 0; start + wanted.length <= signs.length; start++) {
    if (!wanted.every((sign, place) => signs[start + place] === sign)) continue;
    const whole = begins(start) && !isWord(signs[start + wanted.length]);
    const score = (whole ? 100 : begins(start) ? 80 : 50) - Math.min(start, 20) / 2;
    if (!best || score > best.score) best = { score, at: wanted.map((_, place) => start + place) };
  }
  return best ?? scattered(wanted, signs, begins);
}

/** The letters one after the other, each of which begins a word or goes on from the one before. */
function scattered(wanted: readonly string[], signs: readonly string[], begins: (place: number) => boolean): Match | undefined {
  if (wanted.length < 2) return undefined;
  const at: number[] = [];
  for (const sign of wanted) {
    const last = at[at.length - 1] ?? -1;
    const place = signs.findIndex((one, place) => place > last && one === sign && (begins(place) || (last >= 0 && place === last + 1)));
    if (place < 0) return undefined;
    at.push(place);
  }
  const gaps = (at[at.length - 1] ?? 0) - (at[0] ?? 0) + 1 - at.length;
  return { score: 30 - Math.min(gaps, 25), at };
}

/** How well an entry answers: each word has to be found, in the title best. */
function judge(words: readonly string[], entry: Entry): (Match & { noteAt: number[] }) | undefined {
  const found = { score: 0, at: [] as number[], noteAt: [] as number[] };
  // The service alone says which account is meant, and not which of the many things that it has.
  let own = entry.group === "accounts" || entry.group === "apps";
  for (const word of words) {
    const title = match(word, entry.title);
    const also = entry.also === undefined ? undefined : match(word, entry.also);
    const note = entry.note === undefined ? undefined : match(word, entry.note);
    const beside = (also?.score ?? 0) > (note?.score ?? 0) ? also : note;
    own ||= title !== undefined || (also?.score ?? 0) >= 50;
    if (title && title.score >= (beside?.score ?? 0) * 0.6) {
      found.score += title.score;
      found.at.push(...title.at);
    } else if (beside && beside.score >= 50) {
      found.score += beside.score * 0.6;
      if (beside === note) found.noteAt.push(...note.at);
    } else if (!entry.served) {
      return undefined;
    }
  }
  if (!own) return undefined;
  // What is not shown by itself gives way to what is.
  if (entry.hidden) found.score -= BEHIND;
  return entry.served ? { ...found, score: Math.max(found.score, SERVED) } : found;
}

/** What answers a search, the group with the best answer first; without one, what was used last and what is there. */
export function find(search: string, entries: readonly Entry[], recent: readonly string[]): FoundGroup[] {
  const words = search.split(/\s+/u).filter((word) => word !== "");
  const used = (entry: Entry) => {
    const place = recent.indexOf(entry.id);
    return place < 0 ? 0 : Math.max(1, 12 - place);
  };
  if (words.length === 0) {
    const last = recent.flatMap((id) => entries.find((entry) => entry.id === id) ?? []).slice(0, RECENT);
    const rest = entries.filter((entry) => !entry.hidden && !last.includes(entry));
    const plain = (entry: Entry): Found => ({ ...entry, at: [], noteAt: [] });
    return grouped([...last.map((entry) => plain({ ...entry, group: "recent" })), ...rest.map(plain)]);
  }
  const found = entries.flatMap((entry) => {
    const judged = judge(words, entry);
    return judged ? [{ ...entry, ...judged, score: judged.score + used(entry) }] : [];
  });
  return grouped(found.sort((a, b) => b.score - a.score)).sort((a, b) => best(b) - best(a));
}

const best = ({ entries }: FoundGroup) => Math.max(...entries.map((entry) => (entry as Found & { score?: number }).score ?? 0));

function grouped(entries: readonly Found[]): FoundGroup[] {
  return ORDER.flatMap((group) => {
    const of = entries.filter((entry) => entry.group === group).slice(0, MOST);
    return of.length > 0 ? [{ group, entries: of }] : [];
  });
}

/** A title in parts, those that were found told apart. */
export function parts(title: string, at: readonly number[]): { text: string; found: boolean }[] {
  const told: { text: string; found: boolean }[] = [];
  [...title].forEach((sign, place) => {
    const found = at.includes(place);
    const last = told[told.length - 1];
    if (last?.found === found) last.text += sign;
    else told.push({ text: sign, found });
  });
  return told;
}
