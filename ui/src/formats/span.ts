/** A stretch of time in the largest of days, hours and minutes that counts. */
export function spanInWords(seconds: number, language: string): string {
  const [unit, size] = seconds >= 2 * 86_400 ? (["day", 86_400] as const) : seconds >= 3600 ? (["hour", 3600] as const) : (["minute", 60] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(Math.floor(Math.max(0, seconds) / size));
}
