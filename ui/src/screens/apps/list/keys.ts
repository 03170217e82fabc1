import type { AppChoice } from "../../../state/app-choice.svelte";
import type { AppList } from "../../../state/app-list.svelte";
import { rowDeedOf } from "../../../state/shortcuts";

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
  const deed = rowDeedOf(event);
  const step = deed?.at === 0 ? -1 : 1;
  const move = (to: number) => {
    if (event.shiftKey) choice.reach(list.rows, Math.max(0, list.active));
    go(to);
    if (event.shiftKey) choice.reach(list.rows, list.active);
  };
  if (deed?.does === "move") move(list.active + step);
  else if (deed?.does === "page") move(list.active + step * page);
  else if (deed?.does === "end") move(deed.at === 0 ? 0 : total - 1);
  else if (deed?.does === "open") open(list.active);
  else if (deed?.does === "choose" && event.shiftKey) choice.reach(list.rows, list.active);
  else if (deed?.does === "choose") choice.toggle(list.rows, list.active);
  else if (deed?.does === "all") choice.everything(list.rows);
  else if (deed?.does === "let-go" && choice.count(total) > 0) choice.clear();
  else {
    // The letter goes on into the field that has the focus by then.
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) write();
    return;
  }
  event.preventDefault();
}
