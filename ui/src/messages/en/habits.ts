export const habitsTexts = {} as const;
