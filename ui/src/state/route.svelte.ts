import { type Place, pathOf, placeOf } from "./places";

/** Where the window is. */
export class Route {
  place = $state<Place>({ screen: "welcome" });
  /** How often the screen was asked for anew. */
  turn = $state(0);
  /** The address already named a place when the window opened. */
  readonly wasGiven: boolean;

  constructor() {
    const given = placeOf(location.hash);
    this.wasGiven = given !== undefined && given.screen !== "welcome";
    if (given) this.place = given;
    addEventListener("hashchange", this.#follow);
  }

  readonly #follow = () => {
    // The window itself went there, and the screen is on its way.
    if (location.hash === pathOf(this.place)) return;
    this.place = placeOf(location.hash) ?? this.place;
  };

  /** The address is no longer followed. */
  leave(): void {
    removeEventListener("hashchange", this.#follow);
  }

  go(place: Place): void {
    this.place = place;
    if (location.hash !== pathOf(place)) location.hash = pathOf(place);
  }

  /** Shows the same place from its beginning. */
  again(): void {
    this.turn++;
  }

  /** Goes on without leaving a step to come back to. */
  replace(place: Place): void {
    this.place = place;
    history.replaceState(null, "", pathOf(place));
  }
}
