import type { AppChoice } from "../../../state/app-choice.svelte";
import type { AppList } from "../../../state/app-list.svelte";

interface Keys {
  list: AppList;
  choice: AppChoice;
  /** How many rows are a page. */
  page: number;
  go(row: number): void;
  open(row: number): void;
  /** Whatever is typed is a search. */
  write(): void;
}

/** What a key does in the rows. */
export function gridKey(event: KeyboardEvent, { list, choice, page, go, open, write }: Keys): void {
  const total = list.total ?? 0;
  const moves: Record<string, number> = { ArrowDown: list.active + 1, ArrowUp: list.active - 1, PageDown: list.active + page, PageUp: list.active - page, Home: 0, End: total - 1 };
  const to = moves[event.key];
  const commanded = event.ctrlKey || event.metaKey;
  if (to !== undefined && !event.altKey) {
    if (event.shiftKey) choice.reach(list.rows, Math.max(0, list.active));
    go(to);
    if (event.shiftKey) choice.reach(list.rows, list.active);
  } else if (event.key === "Enter") open(list.active);
  else if (event.key === " ") {
    if (event.shiftKey) choice.reach(list.rows, list.active);
    else choice.toggle(list.rows, list.active);
  } else if (event.key === "a" && commanded) choice.everything(list.rows);
  else if (event.key === "Escape" && choice.count(total) > 0) choice.clear();
  else {
    // The letter goes on into the field that has the focus by then.
    if (event.key.length === 1 && !commanded && !event.altKey) write();
    return;
  }
  event.preventDefault();
}
