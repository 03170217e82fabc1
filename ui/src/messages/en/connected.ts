export const connectedTexts = {} as const;
