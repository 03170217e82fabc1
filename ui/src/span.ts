import { t } from "./messages";

/** A stretch of time in hours, or in days from two on. */
export function spanInWords(seconds: number): string {
  const hours = Math.max(0, Math.floor(seconds / 3600));
  return hours < 48 ? t("apiKeys.hours", { count: hours }) : t("apiKeys.days", { count: Math.floor(hours / 24) });
}
