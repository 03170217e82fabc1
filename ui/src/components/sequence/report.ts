/** The picture as a text to hand on: what is shown and nothing else. */
import type { TraceParameter } from "../../generated/TraceParameter";
import { t, told } from "../../messages";
import { type Happening } from "../../records/happening";
import { rowsOf } from "./rows";
import { hiddenWords, outcomeOf, plain, record, type Telling } from "./words";

const parameter = (one: TraceParameter) => `${plain(one.name)} = ${one.value === undefined ? `(${hiddenWords(one)})` : plain(one.value)}`;

export function report(telling: Telling, happening: Happening): string {
  const { trace } = telling;
  const outcome = t(`happened.outcome.${outcomeOf(trace, happening.goesOn)}`);
  const lines = [
    t("happened.report.title"),
    record(trace),
    `${t("happened.report.record")}: ${plain(trace.id)}`,
    `${t("happened.report.began")}: ${new Date(happening.start).toISOString()}`,
    `${t("happened.report.ended")}: ${outcome}${trace.code ? ` (${trace.code})` : ""}`,
    t("happened.report.redacted"),
    "",
  ];
  const said = new Set<number>();
  for (const row of rowsOf(telling, happening)) {
    const way = row.to ? `${row.from} → ${row.to}` : row.from;
    const strays = row.strays.map((stray) => ` [${stray}]`).join("");
    lines.push(`${(row.at ?? "").padStart(10)}  ${way}: ${row.text}${row.detail ? ` (${row.detail})` : ""}${strays}`);
    // What was said stands once, below the line that was drawn first.
    const entry = row.entry === undefined || said.has(row.entry) ? undefined : trace.entries[row.entry];
    if (!entry || row.entry === undefined || (entry.what === "brought" && row.at === undefined)) continue;
    said.add(row.entry);
    const sent = "sent" in entry ? entry.sent : [];
    const received = "received" in entry ? entry.received : [];
    lines.push(...sent.map((one) => `${"".padStart(14)}${t("happened.report.sent")}  ${parameter(one)}`));
    lines.push(...received.map((one) => `${"".padStart(14)}${t("happened.report.came")}  ${parameter(one)}`));
  }
  const notes = [
    ...[...new Set(trace.deviations)].map((text) => `${t("happened.tolerated")}: ${plain(text)}`),
    ...[...new Set(trace.warnings)].map((text) => `${t("happened.told")}: ${plain(told(text))}`),
    ...(trace.left_out > 0 ? [t("happened.leftOut", { count: trace.left_out })] : []),
  ];
  return [...lines, ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}
