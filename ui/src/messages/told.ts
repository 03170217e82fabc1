/**
 * What the native side says, in the language of the window: its sentences are English, and their templates are the keys of
 * another language's. An English window does nothing here. What is no sentence of ours, such as a service's own words or a
 * library's, stays as it is.
 */

/** The sentences of a language by their English templates. */
export type Sentences = Readonly<Record<string, string>>;

/** A template with holes, as what it matches. */
interface Template {
  pattern: RegExp;
  /** The longest text that stands in whatever it matches: to look for that is quicker than to match. */
  mark: string;
  /** The holes in the order of the pattern; those that stand side by side are one. */
  holes: string[];
  /** The letters besides its holes: the more, the surer. */
  letters: number;
  /** Whether it may be a whole message, and not only a part of one. */
  whole: boolean;
  translation: string;
}

interface Book {
  plain: ReadonlyMap<string, string>;
  templates: Template[];
  /** What was told already: screens are drawn again and again. */
  known: Map<string, string>;
}

/** One hole, or several side by side: where one ends and the next begins cannot be seen, so they are told as one. */
const HOLES = /(?:\{\w+\})+/g;
const KNOWN = 500;

let sentences: Sentences | undefined;
let book: Book | undefined;

/** From now on messages are told by these; by none, they stay as they came. */
export function tellBy(of: Sentences | undefined): void {
  if (sentences === of) return;
  sentences = of;
  book = undefined;
}

/** A message in the language of the window. */
export function told(message: string): string {
  if (!sentences || message === "") return message;
  book ??= open(sentences);
  const known = book.known.get(message);
  if (known !== undefined) return known;
  const said = whole(book, message) ?? bySentences(book, message);
  if (book.known.size >= KNOWN) book.known.clear();
  book.known.set(message, said);
  return said;
}

function open(of: Sentences): Book {
  const plain = new Map<string, string>();
  const templates: Template[] = [];
  for (const [english, translation] of Object.entries(of)) {
    const parts = english.split(HOLES);
    if (parts.length === 1) plain.set(english, translation);
    else templates.push(template(english, parts, translation));
  }
  templates.sort((one, other) => other.letters - one.letters);
  return { plain, templates, known: new Map() };
}

function template(english: string, parts: string[], translation: string): Template {
  const letters = parts.join("").replace(/[^\p{L}]/gu, "").length;
  return {
    pattern: new RegExp(`^${parts.map(escaped).join("(.*?)")}$`, "su"),
    mark: parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ""),
    holes: english.match(HOLES) ?? [],
    letters,
    whole: letters >= 10 || /^\p{Lu}/u.test(english) || /[.?!]$/.test(english),
    translation,
  };
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** A message that one of the sentences is as a whole, or that was made a sentence of what is a part elsewhere. */
function whole(book: Book, message: string): string | undefined {
  const exact = message.includes(" ") ? book.plain.get(message) : undefined;
  if (exact !== undefined) return exact;
  const found = filled(book, message, (one) => one.whole);
  if (found !== undefined || !/^\p{Lu}.*\.$/su.test(message)) return found;
  const bare = message.charAt(0).toLowerCase() + message.slice(1, -1);
  const part = book.plain.get(bare) ?? filled(book, bare, (one) => one.letters >= 10);
  return part === undefined ? undefined : `${part.charAt(0).toUpperCase()}${part.slice(1)}.`;
}

/** Several sentences one after another, of which some may be somebody else's; after a colon, too. */
function bySentences(book: Book, message: string): string {
  const ends = [...message.matchAll(/[.?!:;] /g)].map((end) => end.index + 1);
  for (const end of ends.toReversed()) {
    const head = whole(book, message.slice(0, end));
    if (head !== undefined) return `${head} ${told(message.slice(end + 1))}`;
  }
  for (const end of ends) {
    const tail = whole(book, message.slice(end + 1)) ?? book.plain.get(message.slice(end + 1));
    if (tail !== undefined) return `${message.slice(0, end)} ${tail}`;
  }
  return message;
}

/** The first template that it is of, with what is in its holes told as well. */
function filled(book: Book, text: string, may: (one: Template) => boolean): string | undefined {
  for (const one of book.templates) {
    if (!text.includes(one.mark) || !may(one)) continue;
    const match = one.pattern.exec(text);
    if (!match) continue;
    // Each is filled where it stands between the texts of the translation: what is filled in is not looked at again.
    const marks = new RegExp(one.holes.map(escaped).join("|"), "g");
    const values = new Map(one.holes.map((hole, at) => [hole, match[at + 1] ?? ""]));
    return one.translation.replace(marks, (hole, at: number, all: string) => {
      const value = values.get(hole) ?? "";
      // Between quotes stands a name, whatever it says.
      return /[«“]/.test(all.charAt(at - 1)) ? value : put(book, value);
    });
  }
  return undefined;
}

/** What was put into a hole: a name, a number, a word, or a sentence of its own. */
function put(book: Book, value: string): string {
  if (!/\p{L}/u.test(value)) return value;
  const parts = value.split("; ").map((one) => inPart(book, one));
  if (parts.every((one) => one !== undefined)) return parts.join("; ");
  const part = inPart(book, value);
  if (part !== undefined) return part;
  // Of holes side by side, each but the first begins with a space, a comma or a bracket, and may be empty.
  const starts = [...value.matchAll(/[ ,(]/g)].map((start) => start.index).filter((start) => start > 0);
  for (const start of starts) {
    const tail = inPart(book, value.slice(start));
    if (tail !== undefined) return put(book, value.slice(0, start)) + tail;
  }
  for (const start of starts.toReversed()) {
    const head = book.plain.get(value.slice(0, start));
    if (head !== undefined && value.startsWith(" ")) return head + value.slice(start);
  }
  return bySentences(book, value);
}

const inPart = (book: Book, value: string) => book.plain.get(value) ?? filled(book, value, () => true) ?? whole(book, value);
