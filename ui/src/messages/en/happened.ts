export const happenedTexts = {} as const;
