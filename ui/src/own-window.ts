/**
 * The page is the app's whole window and no page of a browser: it is not loaded anew by keys or by the web view's own menu, and
 * nothing that is dropped on it takes its place. Reading a screen again is a shortcut of the app, which asks first where
 * something is unfinished.
 */
export function ownWindow(): void {
  addEventListener("keydown", (event) => isReload(event) && event.preventDefault());
  addEventListener("contextmenu", (event) => !offersText(event.target) && event.preventDefault());
}

/** Keys that a web view takes for loading the page anew. */
export function isReload({ key, ctrlKey, metaKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">): boolean {
  return key === "F5" || key === "BrowserRefresh" || ((ctrlKey || metaKey) && key.toLowerCase() === "r");
}

/** Whether the menu is about a text: one to write in, or one that is chosen. */
function offersText(target: EventTarget | null): boolean {
  if (target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"))) return true;
  return getSelection()?.isCollapsed === false;
}
