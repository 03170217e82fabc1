const CONTROLS = "button:not([disabled]), a[href], input:not([disabled]), select:not([disabled]), textarea:not([disabled])";

/** What stands around an element within its screen, from the inside out. */
function around(element: Element): Element[] {
  const found: Element[] = [];
  for (let one = element.parentElement; one && !one.matches("main, body") && !one.querySelector("main"); one = one.parentElement) found.push(one);
  return found;
}

const isOff = (element: Element) => element.matches(":disabled");

/**
 * Keeps the focus in the window. What had it may go away with what it did, as a row with its button, or be switched off while
 * it works; the browser then leaves the focus with nothing, and whoever goes by keyboard or listens is nowhere. It comes back to what is
 * switched on again, or goes to what stands nearest to what is gone. Gives what ends it.
 */
export function keepFocus(): () => void {
  let last: Element | undefined;
  let places: Element[] = [];
  /** Where the focus was before it went into a question over the work. */
  let outside: Element[] = [];

  /** What had the focus was switched off with it. */
  let off = false;
  let soon: ReturnType<typeof setTimeout> | undefined;

  const took = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    if (target.closest("dialog") && !last?.closest("dialog")) outside = last ? [last, ...places] : [];
    last = target;
    off = false;
    places = around(target);
  };
  // Whoever presses beside everything takes the focus away on purpose.
  const pressed = () => (last = undefined);

  const look = () => {
    // An engine may take the focus from it a moment later, when nothing changes any more.
    if (last && isOff(last)) off = true;
    if (!last || (document.activeElement !== document.body && document.activeElement !== null)) return;
    if (last.isConnected && last.checkVisibility()) {
      // Whoever took the focus from what works meant to.
      if (off && !isOff(last) && last instanceof HTMLElement) last.focus({ preventScroll: true });
      return;
    }
    const inDialog = places.some((place) => place instanceof HTMLDialogElement && !place.open) || (places.length > 0 && !places.some((place) => place.isConnected));
    const near = [...(inDialog ? outside : []), ...places].filter((place) => place.isConnected && place.checkVisibility());
    const next = near.map((place) => (place.matches(CONTROLS) ? place : place.querySelector(CONTROLS))).find((one) => one !== null && one !== undefined);
    const fallback = document.querySelector<HTMLElement>("main h1");
    if (next instanceof HTMLElement && next.checkVisibility()) next.focus({ preventScroll: true });
    else fallback?.focus({ preventScroll: true });
  };

  // On its way from one to the next the focus is nowhere for a moment, in which the page may change.
  const observer = new MutationObserver(() => {
    clearTimeout(soon);
    soon = setTimeout(look);
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled", "open"] });
  addEventListener("focusin", took);
  addEventListener("pointerdown", pressed, true);
  return () => {
    observer.disconnect();
    clearTimeout(soon);
    removeEventListener("focusin", took);
    removeEventListener("pointerdown", pressed, true);
  };
}
