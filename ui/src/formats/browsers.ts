/** The name of a browser and its system, as far as it says; versions differ too often to tell anything. */
export function browserOf(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined;
  const browser = [
    [/\bEdgA?\//, "Edge"],
    [/\bOPR\//, "Opera"],
    [/\bFirefox\/|\bFxiOS\//, "Firefox"],
    [/\bChrome\/|\bCriOS\//, "Chrome"],
    [/\bSafari\//, "Safari"],
  ].find(([sign]) => (sign as RegExp).test(userAgent))?.[1];
  const system = [
    [/\bAndroid\b/, "Android"],
    [/\biPhone\b/, "iPhone"],
    [/\biPad\b/, "iPad"],
    [/\bMac OS X\b/, "macOS"],
    [/\bWindows\b/, "Windows"],
    [/\bLinux\b|\bX11\b/, "Linux"],
  ].find(([sign]) => (sign as RegExp).test(userAgent))?.[1];
  if (!browser && !system) return userAgent.slice(0, 60);
  return [browser, system].filter(Boolean).join(", ");
}
