import type { Messages } from "./en";
import { accountTexts } from "./es/account";
import { appsTexts } from "./es/apps";
import { filesTexts } from "./es/files";
import { connectedTexts } from "./es/connected";
import { ownProfileTexts } from "./es/own-profile";
import { habitsTexts } from "./es/habits";
import { happenedTexts } from "./es/happened";
import { oneAppTexts } from "./es/one-app";
import { peopleTexts } from "./es/people";
import { productsTexts } from "./es/products";
import { settingsTexts } from "./es/settings";
import { signInTexts } from "./es/sign-in";
import { welcomeTexts } from "./es/welcome";
import { windowTexts } from "./es/window";

export { sentences } from "./es/sentences";

/** Every text of the screen, in Spanish. One that is missing is an error of the compiler. */
export const es: Messages = {
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
};
