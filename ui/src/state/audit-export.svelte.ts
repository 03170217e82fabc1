import type { AuditFilter } from "../generated/AuditFilter";
import type { AuditRow } from "../generated/AuditRow";
import type { Host } from "../host/host";
import { toCsv, toJsonLines } from "../records/audit";
import { Task } from "./task.svelte";

/** Rows that are copied at most: what a clipboard and whatever it is pasted into take well. */
export const MOST = 5000;
const PAGE = 200;

/** What is filtered, read page by page and copied as text. */
export class AuditExport {
  /** Rows that were read. */
  read = $state(0);
  /** Rows that were copied, and whether more would match. */
  done = $state.raw<{ rows: number; more: boolean }>();
  readonly task = new Task();
  #stopped = false;

  constructor(
    private readonly host: Host,
    private readonly account: string,
  ) {}

  async copy(filter: AuditFilter, form: "csv" | "json"): Promise<void> {
    this.#stopped = false;
    this.done = undefined;
    this.read = 0;
    await this.task.run(async () => {
      const rows: AuditRow[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: AuditRow[]; next_cursor: string | null } = await this.host.ask("audit", { account: this.account, filter: { ...filter, cursor }, limit: Math.min(PAGE, MOST - rows.length) });
        if (this.#stopped) return;
        rows.push(...page.items);
        this.read = rows.length;
        cursor = page.next_cursor;
      } while (cursor !== null && rows.length < MOST);
      await this.host.ask("copy_text", { text: form === "csv" ? toCsv(rows) : toJsonLines(rows) });
      this.done = { rows: rows.length, more: cursor !== null };
    });
  }

  /** Nothing is copied any more. */
  stop(): void {
    this.#stopped = true;
  }
}
