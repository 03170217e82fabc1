/** Every screen in every state, by the name that stands in the address. A room is a file. */
import { accountStories } from "./account";
import { appStories } from "./apps";
import { habits } from "./habits";
import { happenedStories } from "./happened";
import { oneAppStories } from "./one-app";
import { ownAccountStories } from "./own-account";
import { peopleStories } from "./people";
import { products } from "./products";
import { settings } from "./settings";
import type { Story } from "./story";
import { unfinished } from "./unfinished";
import { waysIn } from "./ways-in";
import { windowStories } from "./window";

export const rooms = [settings, unfinished, products, habits, peopleStories, waysIn, accountStories, happenedStories, ownAccountStories, appStories, oneAppStories, windowStories];
export const stories: Record<string, () => Story> = Object.assign({}, ...rooms);
