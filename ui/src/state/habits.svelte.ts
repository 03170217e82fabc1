import { asUserError } from "../host/host";
import type { Desk } from "./desk.svelte";
import type { Entry } from "./palette";
import { nextSize } from "./preferences.svelte";
import { type Deed, deedOf, isMac, isWriting } from "./shortcuts";

const REMEMBERED = 12;
const SAID_FOR = 3000;

/** What is reached from everywhere: the palette, the sheet of shortcuts, and the keys. */
export class Habits {
  palette = $state(false);
  sheet = $state(false);
  /** What was just done, where nothing else shows it. */
  said = $state<string>();
  /** What the palette did last, the latest first: for this window only. */
  recent = $state.raw<readonly Entry[]>([]);
  readonly mac = isMac();
  #undo: (() => (() => void) | undefined) | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly desk: Desk) {}

  /** Does what a key stands for. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const deed = deedOf(event, isWriting(event.target), this.mac);
    if (!deed || (deed.does === "undo" && !this.#undoing)) return;
    event.preventDefault();
    if (event.repeat && deed.does !== "larger" && deed.does !== "smaller") return;
    // A question that stands over the work is answered first.
    if (document.querySelector("dialog[open]") && !this.palette && !this.sheet && !isSize(deed)) return;
    this.do(deed);
  }

  do(deed: Deed): void {
    const { route, accounts, preferences } = this.desk;
    const shown = { palette: this.palette, sheet: this.sheet };
    if (!isSize(deed)) this.palette = this.sheet = false;
    switch (deed.does) {
      case "palette":
        this.palette = !shown.palette;
        break;
      case "shortcuts":
        this.sheet = !shown.sheet;
        break;
      case "account": {
        const account = accounts.all[deed.at];
        if (account) route.go({ screen: "account", id: account.id });
        break;
      }
      case "sign-in":
        route.go({ screen: "welcome" });
        break;
      case "settings":
        route.go({ screen: "settings" });
        break;
      case "search":
        document.querySelector<HTMLElement>("main input[type=search]")?.focus();
        break;
      case "undo":
        this.#undoing?.();
        break;
      case "back":
        history.back();
        break;
      case "forward":
        history.forward();
        break;
      case "reload":
        route.again(() => void this.desk.load());
        break;
      case "larger":
      case "smaller":
        this.#size(nextSize(preferences.chosen.zoom, deed.does === "larger" ? 1 : -1));
        break;
      case "usual-size":
        this.#size(100);
        break;
      case "quit":
        this.desk.quit();
        break;
    }
  }

  /** What the screen that is being made can undo, while it can. */
  undoes(undo: () => (() => void) | undefined): void {
    $effect(() => {
      this.#undo = undo;
      return () => {
        if (this.#undo === undo) this.#undo = undefined;
      };
    });
  }

  get #undoing(): (() => void) | undefined {
    return this.#undo?.();
  }

  /** Does what the palette found. */
  async run(entry: Entry): Promise<void> {
    this.palette = false;
    this.recent = [entry, ...this.recent.filter((one) => one.id !== entry.id)].slice(0, REMEMBERED);
    try {
      await entry.run();
    } catch (thrown) {
      this.desk.notice = asUserError(thrown);
    }
  }

  /** What an account had found is not offered again. */
  forget(account: string): void {
    this.recent = this.recent.filter((entry) => entry.account !== account);
  }

  say(text: string): void {
    this.said = text;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => (this.said = undefined), SAID_FOR);
  }

  #size(zoom: number): void {
    this.desk.preferences.change({ zoom }).catch((thrown: unknown) => (this.desk.notice = asUserError(thrown)));
  }
}

const isSize = ({ does }: Deed) => does === "larger" || does === "smaller" || does === "usual-size";
