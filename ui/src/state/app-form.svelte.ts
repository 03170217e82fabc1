import { SvelteSet } from "svelte/reactivity";

import type { AppKind } from "../generated/AppKind";
import type { DialectName } from "../generated/DialectName";
import type { FieldProblem } from "../generated/FieldProblem";
import type { OAuthApp } from "../generated/OAuthApp";
import type { OAuthAppDraft } from "../generated/OAuthAppDraft";
import { SCOPES } from "../generated/scopes";
import type { Host } from "../host/host";
import { type AppDraft, draftOf, newApp } from "../rules/drafts";
import { released } from "./pointer";

/** An app as it is being written. Checked by the native side as it is typed; told once a field was left or sent. */
export class AppForm {
  draft = $state<AppDraft>(newApp());
  problems = $state<FieldProblem[]>([]);
  /** What is worth a look and no reason to refuse. */
  warnings = $state<FieldProblem[]>([]);
  /** What was left once, by field and row. */
  readonly #left = new SvelteSet<string>();
  #all = $state(false);
  #before: string;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: Host,
    app?: OAuthApp,
  ) {
    if (app) this.draft = draftOf(app);
    this.#before = JSON.stringify(this.clean);
  }

  /** What is sent: without rows that were left empty. */
  get clean(): AppDraft {
    const { redirect_uris, origins, ...rest } = this.draft;
    const written = (field: Lines) => this.#filled(field).map((row) => this.draft[field][row]?.trim() ?? "");
    return { ...rest, name: rest.name.trim(), scopes: [...rest.scopes], redirect_uris: written("redirect_uris"), origins: written("origins") };
  }

  get changed(): boolean {
    return JSON.stringify(this.clean) !== this.#before;
  }

  #filled(field: Lines): number[] {
    return this.draft[field].flatMap((line, row) => (line.trim() === "" ? [] : [row]));
  }

  setKind(kind: AppKind): void {
    const acts = (of: AppKind) => of === "machine";
    // What acts for itself has scopes of its own, and what acts for people has theirs.
    if (acts(kind) !== acts(this.draft.kind)) this.draft.scopes = [];
    this.draft.kind = kind;
    this.draft.pkce = null;
    if (isPublic(kind)) this.draft.trusted = false;
    if (kind !== "native") this.draft.with_secret = false;
    this.draft.redirect_uris = acts(kind) ? [] : this.draft.redirect_uris.length === 0 ? [""] : this.draft.redirect_uris;
    if (kind !== "spa") this.draft.origins = [];
    else if (this.draft.origins.length === 0) this.draft.origins = [""];
    this.typed();
  }

  setDialect(dialect: DialectName): void {
    this.draft.dialect = dialect;
    this.draft.pkce = null;
    const offered: readonly string[] = SCOPES[dialect];
    this.draft.scopes = this.draft.scopes.filter((scope) => offered.includes(scope));
    this.typed();
  }

  setScopes(scopes: string[]): void {
    this.draft.scopes = scopes;
    this.typed();
  }

  /** PKCE as it will be: as chosen, else as the kind and the dialect begin. */
  get pkce(): boolean {
    const { kind, dialect, pkce } = this.draft;
    if (isPublic(kind)) return true;
    return pkce === null ? dialect === "standard" : pkce === "required";
  }

  addLine(field: Lines): void {
    this.draft[field].push("");
  }

  removeLine(field: Lines, row: number): void {
    this.draft[field].splice(row, 1);
    if (this.draft[field].length === 0) this.draft[field].push("");
    this.typed();
  }

  /** Something was written: check it soon. */
  typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), 150);
  }

  left(field: string, row?: number): void {
    void released().then(() => {
      this.#left.add(key(field, row));
      return this.check();
    });
  }

  async check(): Promise<FieldProblem[]> {
    const turn = ++this.#turn;
    const filled = { redirect_uris: this.#filled("redirect_uris"), origins: this.#filled("origins") };
    const found = await this.host.ask("check_app", { draft: this.clean });
    await released();
    // Rows are told as they stand on the screen, where empty ones count too.
    const placed = (told: FieldProblem) => (isLines(told.field) && told.row !== null ? { ...told, row: filled[told.field][told.row] ?? told.row } : told);
    const problems = found.problems.map(placed);
    if (turn === this.#turn) {
      this.problems = problems;
      this.warnings = found.warnings.map(placed);
    }
    return problems;
  }

  /** Checks all of it, to be sent. */
  async ready(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#all = true;
    return (await this.check()).length === 0;
  }

  /** What stands against a field, once the person has been there. */
  problem(field: string, row?: number): string | undefined {
    const found = this.problems.find((problem) => problem.field === field && (problem.row ?? undefined) === row);
    if (!found) return undefined;
    const written = row !== undefined && isLines(field) && (this.draft[field][row]?.trim() ?? "").length > 11;
    return this.#all || this.#left.has(key(field, row)) || written ? found.message : undefined;
  }

  /** What is worth a look in a row. */
  warning(field: string, row?: number): string | undefined {
    return this.warnings.find((warning) => warning.field === field && (warning.row ?? undefined) === row)?.message;
  }
}

/** Fields that are a line each. */
export type Lines = "redirect_uris" | "origins";
const isLines = (field: string): field is Lines => field === "redirect_uris" || field === "origins";

/** Whether it runs where no secret can be kept. */
export const isPublic = (kind: AppKind): boolean => kind === "native" || kind === "spa";

function key(field: string, row?: number): string {
  return row === undefined ? field : `${field} ${row}`;
}
