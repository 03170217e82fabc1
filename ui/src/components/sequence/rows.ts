/** The moments of a record as lines of text: for the table and for the report. */
import { t } from "../../messages";
import { named } from "../../records/exchanges";
import type { Fate, Happening, Moment } from "../../records/happening";
import { duration, foldedWords, lineWords, pointWords, seconds, type Telling, waitWords } from "./words";

export interface TextRow {
  at?: string;
  /** It happened out of the sight of this app. */
  unseen: boolean;
  from: string;
  to: string;
  text: string;
  detail: string;
  strays: string[];
  fate: Fate;
  /** What was said there can be looked at. */
  entry?: number;
}

/** What came of a wait in the browser. Of an error nobody can tell whether the person signed in. */
export function cameAfter({ trace }: Telling, moments: readonly Moment[], place: number): "code" | "error" | undefined {
  const next = moments[place + 1];
  const entry = next?.is === "line" && next.part === "back" ? trace.entries[next.entry] : undefined;
  if (entry?.what !== "brought") return undefined;
  return named(entry.received, "error") ? "error" : "code";
}
/** Whether nothing is asked after it. */
export const isLastWait = (moments: readonly Moment[], place: number): boolean =>
  !moments.slice(place + 1).some((moment) => moment.is === "line" && (moment.part === "asked" || moment.part === "sent"));

export const strayWords = (strays: readonly string[]): string[] => strays.map((stray) => t(`happened.strays.${stray as "missing-iss"}.short`));

export function rowsOf(telling: Telling, { moments }: Happening): TextRow[] {
  const app = t("happened.lanes.app");
  return moments.map((moment, place): TextRow => {
    const row = { unseen: false, from: app, to: "", detail: "", strays: [], fate: "plain" as const };
    switch (moment.is) {
      case "line": {
        const { text, code } = lineWords(telling, moment);
        return {
          at: moment.at === undefined ? undefined : seconds(telling.formats, moment.at),
          unseen: !moment.seen && moment.at === undefined,
          from: t(`happened.lanes.${moment.from}`),
          to: t(`happened.lanes.${moment.to}`),
          text,
          detail: code,
          strays: strayWords(moment.strays),
          fate: moment.fate,
          entry: moment.entry,
        };
      }
      case "point":
        return { ...row, at: seconds(telling.formats, moment.at), text: pointWords(telling, moment), fate: moment.step === "ended" && telling.trace.outcome === "failed" ? "stop" : "plain" };
      case "wait": {
        const { text, more } = waitWords(telling, moment, cameAfter(telling, moments, place), isLastWait(moments, place));
        const from = moment.whose === "yours" ? t("happened.lanes.browser") : moment.whose === "service" ? t("happened.lanes.service") : app;
        return { ...row, from, text, detail: [duration(telling.formats, moment.lasts), more].filter((part) => part !== "").join(", ") };
      }
      case "folded":
        return { ...row, to: t("happened.lanes.service"), text: foldedWords(telling, moment).text, detail: duration(telling.formats, moment.lasts) };
      case "unended":
        return { ...row, text: t("happened.points.unended") };
    }
  });
}
