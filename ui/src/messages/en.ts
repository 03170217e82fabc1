import { accountTexts } from "./en/account";
import { appsTexts } from "./en/apps";
import { filesTexts } from "./en/files";
import { happenedTexts } from "./en/happened";
import { connectedTexts } from "./en/connected";
import { ownProfileTexts } from "./en/own-profile";
import { productsTexts } from "./en/products";
import { peopleTexts } from "./en/people";
import { oneAppTexts } from "./en/one-app";
import { settingsTexts } from "./en/settings";
import { habitsTexts } from "./en/habits";
import { signInTexts } from "./en/sign-in";
import { welcomeTexts } from "./en/welcome";
import { windowTexts } from "./en/window";

/** Every text of the screen, in English. Another language is a value of the type `Messages`. */
export const en = {
  ...windowTexts,
  ...welcomeTexts,
  ...signInTexts,
  ...accountTexts,
  ...happenedTexts,
  ...connectedTexts,
  ...ownProfileTexts,
  ...productsTexts,
  ...appsTexts,
  ...oneAppTexts,
  ...peopleTexts,
  ...settingsTexts,
  ...habitsTexts,
  ...filesTexts,
} as const;

/** The same keys with other words. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** What another language has to say. */
export type Messages = Words<typeof en>;
