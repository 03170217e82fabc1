export const oneAppTexts = {} as const;
