import type { UserError } from "../generated/UserError";
import { asUserError } from "../host/host";

/** What a part of a screen needs to tell how reading again went. */
export type Rereading = Pick<Again<unknown>, "busy" | "problem" | "run">;

/** Reads again what a deed has changed. The deed is done, whatever becomes of this: its failure is told as what it is. */
export class Again<T> {
  busy = $state(false);
  problem = $state<UserError>();
  #turn = 0;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly take: (read: T) => void,
  ) {}

  /** Of several the last one counts, as only it was asked after the last deed. */
  async run(): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const read = await this.read();
      if (turn !== this.#turn) return;
      this.take(read);
      this.problem = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asUserError(thrown);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
