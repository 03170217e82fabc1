import { accountTexts } from "./en/account";
import { appsTexts } from "./en/apps";
import { signInTexts } from "./en/sign-in";
import { welcomeTexts } from "./en/welcome";
import { windowTexts } from "./en/window";

/** Every text of the screen, in English. Another language is a value of the type `Messages`. */
export const en = { ...windowTexts, ...welcomeTexts, ...signInTexts, ...accountTexts, ...appsTexts } as const;

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** What another language has to say. */
export type Messages = Words<typeof en>;
