import { type Place, pathOf, placeOf } from "./places";

/** Decides about a step: takes it at once, or when somebody has answered. Tells whether it was taken. */
export type Guard = (go: () => void) => boolean;

/** Which step of the window's history this is. */
interface Step {
  step: number;
}

/** Where the window is. */
export class Route {
  place = $state<Place>({ screen: "welcome" });
  /** How often the screen was asked for anew. */
  turn = $state(0);
  /** The address already named a place when the window opened. */
  readonly wasGiven: boolean;
  #step: number;
  /** The step back or forward that somebody decided to take. */
  #taken: number | undefined;

  constructor(private readonly guard: Guard = (go) => (go(), true)) {
    this.place = hereOf(location.hash);
    this.wasGiven = this.place.screen !== "welcome";
    this.#step = stepOf(history.state) ?? 0;
    this.#mark();
    addEventListener("hashchange", this.#moved);
  }

  /** The address is no longer followed. */
  close(): void {
    removeEventListener("hashchange", this.#moved);
  }

  /** Goes there, unless something unfinished holds whoever goes. */
  go(place: Place): void {
    // The way to where one is: a link to a part of the screen, or a second press.
    if (pathOf(place) === pathOf(this.place)) return;
    this.guard(() => this.follow(place));
  }

  /** Goes on from what was just done here: nothing of it is lost. */
  follow(place: Place): void {
    this.place = place;
    if (location.hash === pathOf(place)) return;
    this.#step++;
    history.pushState({ step: this.#step } satisfies Step, "", pathOf(place));
  }

  /** Shows the same place from its beginning, with what has to be done for it. */
  again(first?: () => void): void {
    this.guard(() => {
      first?.();
      this.turn++;
    });
  }

  /** Goes on without leaving a step to come back to. */
  replace(place: Place): void {
    this.place = place;
    history.replaceState({ step: this.#step } satisfies Step, "", pathOf(place));
  }

  /** The address changed by a link, or by a step back or forward. */
  #moved = (): void => {
    // The window itself went there, and the screen is on its way.
    if (location.hash === pathOf(this.place)) {
      this.#step = stepOf(history.state) ?? this.#step;
      return;
    }
    const wanted = hereOf(location.hash);
    const to = stepOf(history.state);
    // A link made a step that has no number yet.
    const steps = to === undefined ? 1 : to - this.#step;
    const taken = this.#taken === to && to !== undefined;
    this.#taken = undefined;
    const arrive = () => {
      this.place = wanted;
      this.#step += steps;
      this.#mark();
    };
    if (taken) return arrive();
    let now = true;
    const went = this.guard(() => {
      if (now) return arrive();
      if (to === undefined) return this.follow(wanted);
      this.#taken = to;
      history.go(steps);
    });
    now = false;
    // The address goes back to what is still shown.
    if (!went && steps !== 0) history.go(-steps);
  };

  #mark(): void {
    history.replaceState({ step: this.#step } satisfies Step, "");
  }
}

/** The place of the window's address. Where it names none, that is said; without any the window begins. */
function hereOf(hash: string): Place {
  return placeOf(hash) ?? { screen: hash.length > 1 ? "nowhere" : "welcome" };
}

function stepOf(state: unknown): number | undefined {
  return typeof state === "object" && state !== null && "step" in state && typeof state.step === "number" ? state.step : undefined;
}
