/**
 * What is measured in the page itself: it stands alone, as it is sent there. Whatever is told begins with what is wrong, and
 * names the element as a person finds it.
 */
export function misfits(): string[] {
  const SLACK = 1;
  const LEAST = 24;
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option], [role=menuitem], [role=tab], [role=switch]";
  const width = document.documentElement.clientWidth;
  const height = window.innerHeight;
  const told = new Set<string>();

  interface Box {
    left: number;
    top: number;
    right: number;
    bottom: number;
  }
  const boxOf = (element: Element): Box => element.getBoundingClientRect();
  const within = (box: Box, frame: Box): Box => ({ left: Math.max(box.left, frame.left), top: Math.max(box.top, frame.top), right: Math.min(box.right, frame.right), bottom: Math.min(box.bottom, frame.bottom) });
  const isEmpty = (box: Box) => box.right - box.left < SLACK || box.bottom - box.top < SLACK;
  const common = (one: Box, other: Box, slack = SLACK) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > slack && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > slack;
  const clips = (value: string) => value === "hidden" || value === "clip";
  const scrolls = (value: string) => value === "auto" || value === "scroll";

  const named = (element: Element): string => {
    const text = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ");
    const kind = element.tagName.toLowerCase() + (typeof element.className === "string" && element.className ? `.${element.className.split(" ").filter((name) => !name.startsWith("svelte-"))[0] ?? ""}` : "");
    return text === "" ? kind : `${kind} “${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`;
  };

  /** For ears alone, or not there at all. */
  const isForEars = (element: Element) => element.clientWidth <= 1 && element.clientHeight <= 1 && getComputedStyle(element).position === "absolute" && clips(getComputedStyle(element).overflowX);
  const unseen = (element: Element): boolean => !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || [element, ...ancestors(element)].some(isForEars);

  // While a question stands over the work, the work is out of reach.
  const modal = [...document.querySelectorAll("dialog[open]")].filter((one) => one.matches(":modal")).at(-1);
  const root: Element = modal ?? document.body;

  function* ancestors(element: Element): Generator<Element> {
    for (let above = element.parentElement; above; above = above.parentElement) yield above;
  }

  /** What can be seen of a box inside whatever clips it, the page itself scrolled as far as it goes. */
  function seen(element: Element, box: Box): Box {
    let left = box;
    for (const above of [element, ...ancestors(element)]) {
      if (above.matches("main, html, body")) break;
      const style = getComputedStyle(above);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      left = within(left, boxOf(above));
      if (getComputedStyle(above).position === "fixed") break;
    }
    return left;
  }

  // The page, and the part of it that scrolls, scroll downwards only.
  for (const one of [document.documentElement, ...document.querySelectorAll("main, dialog[open]")]) {
    if (one.scrollWidth > one.clientWidth + SLACK) told.add(`scrolls sideways by ${one.scrollWidth - one.clientWidth}: ${one.tagName.toLowerCase()}`);
  }

  // What floats is inside of the window.
  for (const one of document.querySelectorAll("body *")) {
    if (unseen(one) || getComputedStyle(one).position !== "fixed" || (modal && one !== modal && !modal.contains(one))) continue;
    const box = boxOf(one);
    if (!isEmpty(box) && (box.left < -SLACK || box.top < -SLACK || box.right > width + SLACK || box.bottom > height + SLACK)) told.add(`outside of the window: ${named(one)}`);
  }

  // Texts, line by line.
  const texts: { element: Element; box: Box; layer: Element | null }[] = [];
  const layerOf = (element: Element): Element | null => [element, ...ancestors(element)].find((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position) || getComputedStyle(one).zIndex !== "auto") ?? null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || ["SCRIPT", "STYLE", "OPTION", "TEXTAREA", "NOSCRIPT"].includes(element.tagName) || unseen(element)) continue;
    // A text that is written at an angle has a box that is larger than itself.
    if (element instanceof SVGGraphicsElement && Math.abs(element.getScreenCTM()?.b ?? 0) > 0.01) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < SLACK || rect.height < SLACK) continue;
      const box: Box = { left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom };
      let isCut = false;
      // Inside of what scrolls, all of it can be reached in that direction.
      let reachedX = false;
      let reachedY = false;
      for (const above of [element, ...ancestors(element)]) {
        const style = getComputedStyle(above);
        const frame = boxOf(above);
        if (style.display !== "inline" && above !== document.documentElement && above !== document.body) {
          if (!reachedX && clips(style.overflowX) && (box.left < frame.left - SLACK || box.right > frame.right + SLACK)) {
            isCut = true;
            if (style.textOverflow !== "ellipsis") told.add(`cut without an ellipsis by ${Math.round(Math.max(frame.left - box.left, box.right - frame.right))}: ${named(element)}`);
            else {
              // Under the pointer, what is cut says all of it.
              element.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
              if (![element, ...ancestors(element)].some((one) => one.hasAttribute("title")) && !element.querySelector("[title]")) told.add(`cut, and no title says all of it: ${named(element)}`);
            }
            break;
          }
          const lines = style.webkitLineClamp !== "none" && style.webkitLineClamp !== "";
          if (!reachedY && clips(style.overflowY) && !lines && (box.top < frame.top - SLACK - 3 || box.bottom > frame.bottom + SLACK + 3)) {
            isCut = true;
            told.add(`cut in its height: ${named(element)}`);
            break;
          }
        }
        reachedX ||= scrolls(style.overflowX);
        reachedY ||= scrolls(style.overflowY);
        if (style.position === "fixed") break;
      }
      if (!isCut && !reachedX && (box.left < -SLACK || box.right > width + SLACK)) told.add(`outside of the window: ${named(element)}`);
      const left = seen(element, box);
      if (!isEmpty(left)) texts.push({ element, box: left, layer: layerOf(element) });
    }
  }

  // No text lies on another. The boxes of lines are higher than their letters.
  const shrunk = (box: Box): Box => ({ left: box.left + 1, top: box.top + 4, right: box.right - 1, bottom: box.bottom - 4 });
  for (const [at, one] of texts.entries()) {
    for (const other of texts.slice(at + 1)) {
      if (one.element === other.element || one.layer !== other.layer || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      if (common(shrunk(one.box), shrunk(other.box))) told.add(`one text on another: ${named(one.element)} and ${named(other.element)}`);
    }
  }

  // Controls.
  const controls = [...root.querySelectorAll<HTMLElement>(CONTROLS)]
    .filter((one) => !one.matches(".sr") && !unseen(one))
    .map((element) => ({ element, box: seen(element, boxOf(element)), layer: layerOf(element) }))
    .filter(({ box }) => !isEmpty(box));
  const isInline = (element: HTMLElement) => getComputedStyle(element).display === "inline";
  for (const [at, one] of controls.entries()) {
    for (const other of controls.slice(at + 1)) {
      if (one.layer !== other.layer || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      if (isInline(one.element) && isInline(other.element)) continue;
      // One in a field of its own, such as what clears it, stands there on purpose where the field leaves it room.
      const field = [one, other].find(({ element }) => element.matches("input, select"));
      const inside = field === one ? other : one;
      if (field && inside.box.left > field.box.left + (field.box.right - field.box.left) / 2 && inside.box.right <= field.box.right + SLACK && parseFloat(getComputedStyle(field.element).paddingInlineEnd) >= field.box.right - inside.box.left - 4) continue;
      if (common(one.box, other.box)) told.add(`one control on another: ${named(one.element)} and ${named(other.element)}`);
    }
  }
  // What a field says where it is empty, and what a list of choices shows.
  const pen = document.createElement("canvas").getContext("2d");
  for (const { element } of controls) {
    if (!pen) break;
    const style = getComputedStyle(element);
    const text = element instanceof HTMLSelectElement ? (element.selectedOptions[0]?.textContent ?? "").trim() : element instanceof HTMLInputElement && element.value === "" ? element.placeholder : "";
    if (text === "" || style.textOverflow === "ellipsis") continue;
    pen.font = style.font;
    const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const wide = pen.measureText(text).width;
    if (wide > room + 2) told.add(`cut without an ellipsis by ${Math.round(wide - room)}: ${element.tagName.toLowerCase()} that shows “${text}”`);
  }
  for (const { element, box } of controls) {
    // A link within a sentence is as wide as its words (WCAG 2.5.8); what is seen in part is measured where it is whole.
    if (isInline(element) || box.right - box.left < boxOf(element).right - boxOf(element).left - SLACK || box.right - box.left >= LEAST - 0.5) continue;
    element.scrollIntoView({ block: "center" });
    // What is pressed may be larger than what is seen: the room around a mark, or the cell of a list that it stands in.
    const label = (element as HTMLInputElement).labels?.[0];
    const cell = element.closest("[role=gridcell]");
    const at = boxOf(element);
    const [x, y] = [(at.left + at.right) / 2, (at.top + at.bottom) / 2];
    const isHit = (spot: number) => {
      const hit = document.elementFromPoint(spot, y);
      return hit !== null && [element, label, cell].some((one) => one?.contains(hit));
    };
    // What something floats over just now is reached by scrolling on.
    if (!isHit(x)) continue;
    const reach = (direction: 1 | -1) => {
      let far = 0;
      while (far < LEAST && isHit(x + direction * (far + 1))) far++;
      return far;
    };
    // A label that goes on beside it is a part of what can be pressed.
    const labelled = label ? Math.max(boxOf(label).right, box.right) - Math.min(boxOf(label).left, box.left) : 0;
    if (reach(1) + reach(-1) + 1 < LEAST && labelled < LEAST) told.add(`narrower than ${LEAST} px (${(box.right - box.left).toFixed(1)}): ${named(element)}`);
  }

  // Of the rows of a list, the first stands for all.
  const kinds = new Map<string, string[]>();
  for (const one of told) {
    const kind = one.replace(/“[^”]*”/g, "").replace(/\d+(\.\d+)?/g, "");
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  return [...kinds.values()].map(([first, ...more]) => (more.length > 0 ? `${first}, and ${more.length} more such` : (first ?? "")));
}
