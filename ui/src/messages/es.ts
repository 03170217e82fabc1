import type { Messages } from "./en";
import { habitsTexts } from "./es/habits";
import { productsTexts } from "./es/products";
import { settingsTexts } from "./es/settings";

/** Every text of the screen that there is in Spanish; the others are shown in English. */
export const es = {
  ...productsTexts,
  ...settingsTexts,
  ...habitsTexts,
} satisfies Partial<Messages>;
