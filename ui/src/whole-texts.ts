/** Titles that stand here because a text was cut, as against those that a screen gave. */
const ours = new WeakSet<Element>();

/** Where a text is cut at its end, the element that the pointer is over says all of it in its title. */
export function sayWhole({ target }: { target: EventTarget | null }): void {
  for (let one = target instanceof Element ? target : null; one && one !== document.body; one = one.parentElement) {
    if (one.hasAttribute("title") && !ours.has(one)) return;
    const isCut = getComputedStyle(one).textOverflow === "ellipsis" && one.scrollWidth > one.clientWidth;
    const text = (one.textContent ?? "").trim();
    if (isCut && text !== "") {
      ours.add(one);
      one.setAttribute("title", text);
      return;
    }
    if (ours.has(one)) one.removeAttribute("title");
  }
}
