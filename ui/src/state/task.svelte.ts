import type { UserError } from "../generated/UserError";
import { asUserError } from "../host/host";

/** One thing that is being done, and how the last try ended. */
export class Task {
  busy = $state(false);
  problem = $state<UserError>();

  /** Runs it, unless it runs already. Gives `undefined` where it failed; the reason is in `problem`. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    try {
      const done = await work();
      this.problem = undefined;
      return done;
    } catch (thrown) {
      this.problem = asUserError(thrown);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  clear(): void {
    this.problem = undefined;
  }
}
