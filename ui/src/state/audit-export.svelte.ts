import type { AuditFilter } from "../generated/AuditFilter";
import type { AuditRow } from "../generated/AuditRow";
import type { Host } from "../host/host";
import { csvHead, toCsv, toJsonLines } from "../records/audit";
import { saveAs } from "./save-as";
import { Task } from "./task.svelte";

/** Rows that are copied at most: what a clipboard and whatever it is pasted into take well. */
export const MOST = 5000;
const PAGE = 200;

export type AuditForm = "csv" | "jsonl";

/** What is filtered, read page by page: copied as text, or written into a file as it comes. */
export class AuditExport {
  /** Rows that were read. */
  read = $state(0);
  /** Rows that were taken out; whether more would match; and what the file is called, where it is one. */
  done = $state.raw<{ rows: number; more: boolean; file?: string }>();
  readonly task = new Task();
  /** Which run goes on; one that was stopped, or left behind by another, does not. */
  #run = 0;
  /** Whether the last page that was read has another after it. */
  #more = false;

  constructor(
    private readonly host: Host,
    private readonly account: string,
  ) {}

  /** As many as a clipboard takes well. */
  async copy(filter: AuditFilter, form: AuditForm): Promise<void> {
    if (this.task.busy) return;
    const run = this.#begin();
    await this.task.run(async () => {
      let text = form === "csv" ? csvHead() : "";
      for await (const page of this.#pages(run, filter, MOST)) text += written(page, form);
      if (run !== this.#run) return;
      await this.host.ask("copy_text", { text });
      this.done = { rows: this.read, more: this.#more };
    });
  }

  /** All of them. */
  async save(filter: AuditFilter, form: AuditForm): Promise<void> {
    if (this.task.busy) return;
    const run = this.#begin();
    await this.task.run(async () => {
      try {
        const file = await saveAs(this.host, { name: `audit.${form}` }, this.#pieces(run, filter, form));
        if (file !== undefined) this.done = { rows: this.read, more: false, file };
      } catch (thrown) {
        // What the person stopped is no failure.
        if (thrown !== STOPPED) throw thrown;
      }
    });
  }

  /** Nothing is copied or written any more. */
  stop(): void {
    this.#run += 1;
  }

  #begin(): number {
    this.done = undefined;
    this.read = 0;
    this.#more = false;
    return (this.#run += 1);
  }

  async *#pieces(run: number, filter: AuditFilter, form: AuditForm): AsyncGenerator<string> {
    if (form === "csv") yield csvHead();
    for await (const page of this.#pages(run, filter, Infinity)) yield written(page, form);
    if (run !== this.#run) throw STOPPED;
  }

  /** Pages until there is no other, until so many rows were read, or until it is stopped. */
  async *#pages(run: number, filter: AuditFilter, most: number): AsyncGenerator<AuditRow[]> {
    let cursor: string | null = null;
    do {
      const page: { items: AuditRow[]; next_cursor: string | null } = await this.host.ask("audit", { account: this.account, filter: { ...filter, cursor }, limit: Math.min(PAGE, most - this.read) });
      if (run !== this.#run) return;
      cursor = page.next_cursor;
      this.read += page.items.length;
      this.#more = cursor !== null;
      yield page.items;
    } while (cursor !== null && this.read < most && run === this.#run);
  }
}

/** What a file that is stopped is given up by. */
const STOPPED = new Error("stopped");

const written = (rows: AuditRow[], form: AuditForm) => (form === "csv" ? toCsv(rows) : toJsonLines(rows));
