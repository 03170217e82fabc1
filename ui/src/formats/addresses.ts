/** Addresses of pages, as they are shown and opened. */

/** The page that an address names, where it is one that may be opened: https, or http on this computer, with nobody's name in it. */
export function pageOf(address: string | null | undefined): URL | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const here = url.protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return (url.protocol === "https:" || here) && url.username === "" && url.password === "" ? url : undefined;
}

/** An address without its scheme; of a long one the middle is left out: its host and its end say the most. */
export function elided(url: URL, most = 60): string {
  const bare = url.pathname === "/" && url.search === "" && url.hash === "";
  const whole = (url.protocol === "http:" ? `${url.protocol}//` : "") + url.host + (bare ? "" : url.pathname + url.search + url.hash);
  if (whole.length <= most) return whole;
  const end = Math.max(12, most - url.host.length - 3);
  return `${whole.slice(0, Math.max(most - end - 1, 12))}…${whole.slice(-end)}`;
}
