import type { Words } from "../en";

export const settingsTexts: Words<typeof import("../en/settings").settingsTexts> = {};
