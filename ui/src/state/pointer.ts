/**
 * Nothing moves under a pressed pointer.
 *
 * A press takes the focus from a field before it becomes a click. If what the field then has to say moved the button
 * away, the click would land beside it; so what is told on leaving a field waits until the pointer is up.
 */
let pressed = false;
let waiting: (() => void)[] = [];

function release(): void {
  pressed = false;
  const all = waiting;
  waiting = [];
  // After the click that follows the release.
  setTimeout(() => all.forEach((go) => go()));
}

if (typeof window !== "undefined") {
  window.addEventListener("pointerdown", () => (pressed = true), true);
  window.addEventListener("pointerup", release, true);
  window.addEventListener("pointercancel", release, true);
}

/** Resolves when no pointer is pressed: at once, mostly. */
export function released(): Promise<void> {
  return pressed ? new Promise((go) => waiting.push(go)) : Promise.resolve();
}
