import type { Browser } from "../generated/Browser";
import type { BrowserChoice } from "../generated/BrowserChoice";
import type { SignInPreflight } from "../generated/SignInPreflight";

/** What is chosen in the list: the default browser, the link, or a browser by its entry. */
export type Picked = string;
export const DEFAULT: Picked = "default";
export const LINK: Picked = "link";

/** What to tell the native side. */
export function choiceOf(picked: Picked): BrowserChoice {
  if (picked === DEFAULT) return { opens: "default" };
  return picked === LINK ? { opens: "link" } : { opens: "installed", entry: picked };
}

/** What the list shows for a choice. Until it is known which browsers there are, what was chosen is believed to be there. */
export function pickedOf(choice: BrowserChoice | undefined, preflight: SignInPreflight | undefined): Picked {
  if (choice?.opens === "link") return LINK;
  if (choice?.opens !== "installed") return DEFAULT;
  return preflight === undefined || preflight.other_browsers.some((one) => one.entry === choice.entry) ? choice.entry : DEFAULT;
}

/** The entry of the browser that was chosen and is not there any more. */
export function goneOf(choice: BrowserChoice | undefined, preflight: SignInPreflight | undefined): string | undefined {
  if (choice?.opens !== "installed" || preflight === undefined) return undefined;
  const there = [...(preflight.browser ? [preflight.browser] : []), ...preflight.other_browsers];
  return there.some((one) => one.entry === choice.entry) ? undefined : choice.entry;
}

/** The name of the browser of a choice, where it has one and that is known. */
export function browserName(choice: BrowserChoice | undefined, preflight: SignInPreflight | undefined): string | undefined {
  if (choice?.opens === "link") return undefined;
  if (choice?.opens !== "installed") return preflight?.browser?.name;
  return [...(preflight?.browser ? [preflight.browser] : []), ...(preflight?.other_browsers ?? [])].find((one) => one.entry === choice.entry)?.name;
}

/** Names by which each can be told from the others. */
export function distinct(browsers: readonly Browser[], taken: string | undefined): Browser[] {
  const same = (name: string) => browsers.filter((one) => one.name === name).length + (name === taken ? 1 : 0) > 1;
  return browsers.map(({ entry, name }) => ({ entry, name: same(name) ? `${name} (${entry.replace(/\.desktop$/, "")})` : name }));
}
