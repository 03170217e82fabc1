/** A screen of the index, with its states. */
export interface Room {
  name: string;
  lines: { story: string; label: string }[];
}

const spaced = (name: string) => name.replaceAll("-", " ");

/** Stories by the screen that they are states of: `people-empty` is a state of `people`, where there is such a story. */
export function roomsOf(stories: readonly string[], searched: string): Room[] {
  const bases = stories.filter((name) => !stories.some((other) => other !== name && name.startsWith(`${other}-`)));
  const alone = (base: string) => !stories.some((name) => name.startsWith(`${base}-`));
  const words = searched.toLowerCase().split(/[\s-]+/).filter((word) => word !== "");
  const rooms = new Map<string, Room>();
  for (const story of stories) {
    if (!words.every((word) => story.includes(word))) continue;
    const base = bases.find((one) => story === one || story.startsWith(`${one}-`)) ?? story;
    const first = base.split("-")[0] ?? base;
    // Those that stand alone share the room of their first word, or one for all that is left.
    const name = !alone(base) ? base : bases.some((other) => other !== base && other.split("-")[0] === first) ? first : "the window";
    const room = rooms.get(name) ?? { name: spaced(name), lines: [] };
    room.lines.push({ story, label: story === name ? "as it is" : spaced(story.startsWith(`${name}-`) ? story.slice(name.length + 1) : story) });
    rooms.set(name, room);
  }
  const whole = [...rooms.values()];
  for (const room of whole) room.lines.sort((one, other) => Number(other.label === "as it is") - Number(one.label === "as it is"));
  return whole.sort((one, other) => Number(one.name === "the window") - Number(other.name === "the window") || one.name.localeCompare(other.name));
}
