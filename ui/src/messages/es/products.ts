import type { Words } from "../en";

export const productsTexts: Words<typeof import("../en/products").productsTexts> = {};
