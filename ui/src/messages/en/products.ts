export const productsTexts = {} as const;
