import type { Event } from "../generated/Event";
import type { ProgramQuestion } from "../generated/ProgramQuestion";
import type { ProgramVerdict } from "../generated/ProgramVerdict";
import type { Host } from "../host/host";

/** Programs that ask for tokens, and wait for what the person says. */
export class Programs {
  #waiting = $state<ProgramQuestion[]>([]);

  constructor(private readonly host: Host) {}

  /** The one that stands before the person: they are asked one after the other. */
  get asks(): ProgramQuestion | undefined {
    return this.#waiting[0];
  }

  async answer(id: string, verdict: ProgramVerdict): Promise<void> {
    await this.host.ask("answer_program", { id, verdict });
    this.#drop(id);
  }

  hear(event: Event): void {
    if (event.event === "program_asks") this.#waiting = [...this.#waiting, event.detail];
    else if (event.event === "program_answered") this.#drop(event.detail.id);
  }

  #drop(id: string): void {
    this.#waiting = this.#waiting.filter((one) => one.id !== id);
  }
}
