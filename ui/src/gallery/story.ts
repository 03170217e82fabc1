import type { Event } from "../generated/Event";
import type { FakeState } from "../host/fake/fake";
import type { Place } from "../state/places";

/** One state of one screen. */
export interface Story {
  state: FakeState;
  place?: Place;
  /** What happens after the window has opened. */
  events?: Event[];
  /** Keys that are pressed first, such as `Control+k`. */
  keys?: string[];
  /** What is typed and pressed then, as in the address: `type=Name=Harbour&press=Create`. */
  does?: string;
  /** What happens after that. */
  late?: Event[];
}
