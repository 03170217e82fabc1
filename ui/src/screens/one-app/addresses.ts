/** What a registered return address would match. */
export type Match = "exact" | "port" | "localhost" | "scheme";

export function matchOf(uri: string): Match {
  if (/^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?([/?]|$)/.test(uri)) return "port";
  if (/^http:\/\/localhost:/.test(uri)) return "localhost";
  return /^https?:/i.test(uri) ? "exact" : "scheme";
}

/** The address with another port, as a program would send it. */
export function withPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d+)?/, "$1:49152");
}
