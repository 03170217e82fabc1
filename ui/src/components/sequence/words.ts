/** What stands in the picture of a record, its table and its report: one set of words for the three. */
import { type Formats, number } from "../../formats";
import type { Trace } from "../../generated/Trace";
import type { TraceParameter } from "../../generated/TraceParameter";
import { has, t, words } from "../../messages";
import { type Exchange, named } from "../../records/exchanges";
import type { Folded, Line, Point, Wait } from "../../records/happening";

/** Of whom a record is told, and how they write numbers. */
export interface Telling {
  trace: Trace;
  formats: Formats;
  /** Who was signed in. */
  name?: string;
  /** The host that the lane of the service is named after. */
  host: string;
}

/** A text of a record: on one line, and unable to turn the direction of what stands beside it. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, " ");

/** A name in a sentence: one that is written from right to left keeps to itself. */
export const inSentence = (text: string): string => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `\u2068${plain(text)}\u2069` : plain(text));

/** Seconds since the beginning, to the millisecond. */
export const seconds = (formats: Formats, ms: number): string => number(formats, ms / 1000, 3);

export function duration(formats: Formats, ms: number): string {
  if (ms < 1000) return t("happened.duration.ms", { n: number(formats, Math.round(ms)) });
  if (ms < 60_000) return t("happened.duration.s", { n: number(formats, ms / 1000, ms % 1000 === 0 ? 0 : 1) });
  const whole = Math.floor(ms / 1000);
  if (whole < 3600) return t("happened.duration.min", { min: Math.floor(whole / 60), s: whole % 60 });
  return t("happened.duration.h", { h: number(formats, Math.floor(whole / 3600)), min: Math.floor(whole / 60) % 60 });
}

/** A lifetime in the largest whole unit. */
function lifetime(formats: Formats, value: string): string {
  const n = Number(value);
  if (n % 3600 === 0) return t("account.hours", { hours: number(formats, n / 3600) });
  if (n % 60 === 0) return t("account.minutes", { minutes: number(formats, n / 60) });
  return t("happened.duration.s", { n: number(formats, n) });
}

const place = (host: string, path: string, usual: string) => plain(host === usual ? path : host + path);

/** Where it comes back: the scheme of the app, or the address of this computer. */
function returnsTo(trace: Trace): string {
  const said = trace.entries.flatMap((entry) => (entry.what === "asked" || entry.what === "exchange" ? entry.sent : []));
  const address = named(said, "redirect_uri")?.value;
  if (address === undefined) return "";
  return plain(/^https?:\/\/([^/]+)/.exec(address)?.[1] ?? address.replace(/:.*$/, ":"));
}

/** What a line says above it, and below it in the words of machines. */
export function lineWords(telling: Telling, line: Line): { text: string; code: string } {
  const { trace, formats, host } = telling;
  const entry = trace.entries[line.entry];
  if (entry?.what === "asked") {
    return line.part === "goes"
      ? { text: t("happened.says.goes"), code: "" }
      : { text: line.seen ? t("happened.says.opens") : t("happened.says.address"), code: place(entry.host, entry.path, host) };
  }
  if (entry?.what === "brought") {
    const error = named(entry.received, "error");
    if (line.part === "back") {
      const code = error ? (error.value ?? "error") : named(entry.received, "code") ? t("happened.says.aCode") : t("happened.says.anAnswer");
      return { text: t("happened.says.back"), code: plain(code) };
    }
    const text = error ? t("happened.says.broughtError", { error: plain(error.value ?? "error") }) : t("happened.says.brought");
    return { text, code: returnsTo(trace) };
  }
  if (entry?.what !== "exchange") return { text: "", code: "" };
  const role = line.role ?? "other";
  if (line.part === "sent") {
    const hint = role === "revocation" ? named(entry.sent, "token_type_hint")?.value : undefined;
    const text = words("happened.sent", hint ? `revocation_${hint}` : role, t(`happened.sent.${role}`));
    return { text, code: `${plain(entry.method)} ${place(entry.host, entry.path, host)}` };
  }
  const took = duration(formats, entry.took_ms);
  if (entry.status === undefined) return { text: t("happened.says.silence"), code: t("happened.says.after", { why: failure(entry), time: took }) };
  return { text: answer(telling, entry, role), code: t("happened.says.in", { status: entry.status, time: took }) };
}

export const failure = (entry: Exchange): string => words("happened.failure", entry.failure ?? "", plain(entry.failure ?? "?"));

function answer({ formats }: Telling, entry: Exchange, role: NonNullable<Line["role"]>): string {
  const error = named(entry.received, "error");
  if (error?.value === "authorization_pending") return t("happened.says.pending");
  if (error?.value === "slow_down") return t("happened.says.pendingSlower");
  if ((entry.status ?? 0) >= 500 && error?.value === undefined) return t("happened.says.failed");
  if ((entry.status ?? 0) >= 400) return error?.value !== undefined ? t("happened.says.refused", { error: plain(error.value) }) : t("happened.says.refusedPlainly");
  const lives = named(entry.received, "expires_in")?.value;
  if ((role === "code" || role === "poll" || role === "renewal") && lives !== undefined && /^\d+$/.test(lives)) {
    return t(named(entry.received, "refresh_token") ? "happened.says.tokensFor" : "happened.says.tokenFor", { time: lifetime(formats, lives) });
  }
  return t(`happened.came.${role}`);
}

export function pointWords({ trace, name }: Telling, point: Point): string {
  const { kind } = trace;
  switch (point.step) {
    case "started": {
      const said = trace.entries.flatMap((entry) => (entry.what === "asked" || entry.what === "exchange" ? entry.sent : []));
      if (!named(said, "state")) return t("happened.points.started");
      return named(said, "code_challenge") ? t("happened.points.startedPkce") : t("happened.points.startedState");
    }
    case "saved":
      return t(`happened.points.saved.${kind}`);
    case "ended":
      if (trace.outcome === "cancelled") return t("happened.points.cancelled");
      if (trace.outcome === "failed") return t(`happened.points.failed.${kind}`);
      return t(`happened.points.done.${kind}`, { name: name === undefined ? t("happened.points.somebody") : inSentence(name) });
    default:
      return t(`happened.points.${point.step}`);
  }
}

/** A wait, and between whom it was. What came of the person's own time follows from what comes after it. */
export function waitWords({ trace }: Telling, wait: Wait, came: "code" | "error" | undefined, last: boolean): { text: string; more: string } {
  const more = wait.whose === "yours" ? t("happened.waits.yoursText", { service: inSentence(trace.provider) }) : "";
  if (wait.whose !== "yours") return { text: t(`happened.waits.${wait.whose}${wait.open ? "Open" : ""}`), more };
  if (wait.open) return { text: t("happened.waits.yoursOpen"), more };
  if (came !== undefined) return { text: t(came === "code" ? "happened.waits.yours" : "happened.waits.yoursAsked"), more };
  if (!last) return { text: t("happened.waits.yoursAgain"), more };
  return { text: trace.outcome === "cancelled" ? t("happened.waits.yoursOff") : t("happened.waits.yoursNone"), more };
}

export const foldedWords = ({ trace }: Telling, folded: Folded): { text: string; more: string } => ({
  text: t("happened.folded", { count: folded.count }),
  more: t("happened.waits.yoursText", { service: inSentence(trace.provider) }),
});

/** The value of a parameter, or that it was there. */
export function hiddenWords(parameter: TraceParameter): string {
  if (parameter.hidden === "0") return t("happened.empty");
  return t("happened.hidden", { length: (parameter.hidden ?? "?").replace("-", "–") });
}

export const record = (trace: Trace): string => t(`happened.record.${trace.kind}`, { service: inSentence(trace.provider) });

/** How it ended, also where it did not. */
export function outcomeOf(trace: Trace, goesOn: boolean): "done" | "cancelled" | "failed" | "goes_on" | "unended" {
  return trace.outcome ?? (goesOn ? "goes_on" : "unended");
}

/** Whom the lane of the service is named after: whom the browser was sent to, else who was asked first. */
export function hostOf(trace: Trace): string {
  const asked = trace.entries.find((entry) => entry.what === "asked") ?? trace.entries.find((entry) => entry.what === "exchange");
  return asked && "host" in asked ? asked.host : "";
}

/** Why it did not end as it should, in a few words. */
export function endTitle(trace: Trace): string {
  const code = trace.code ?? "other";
  const service = inSentence(trace.provider);
  if (trace.outcome === "cancelled") return t("happened.why.cancelled");
  if (trace.kind === "renewal" && code === "sign_in_again") return t("happened.why.renewalEnded");
  if (has(`failed.title.${code}`)) return t(`failed.title.${code as "refused"}`, { service });
  return trace.kind === "sign_in" ? t("failed.title.other") : t(`happened.why.${trace.kind}`);
}
