import type { SignInStarted } from "../generated/SignInStarted";

/** An address of this computer whose port is free (RFC 8252 §7.3), in its parts around the port. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d+)?(?=[/?]|$)/;

/** The return address that a sign-in asks for; absent where the browser carries only the name of the request (RFC 9126). */
export function sentOf({ authorize_url }: Pick<SignInStarted, "authorize_url">): string | undefined {
  return URL.canParse(authorize_url) ? (new URL(authorize_url).searchParams.get("redirect_uri") ?? undefined) : undefined;
}

/** Whether a registered address is the one that was asked for: letter by letter, but for the port on this computer. */
export function isRegisteredAs(sent: string, registered: string): boolean {
  return withoutPort(sent) === withoutPort(registered);
}

/** Both as they are compared: the port on this computer is any, so it is no difference. */
export function compared(sent: string, registered: string): { sent: string; registered: string } {
  const both = LOOPBACK.test(sent) && LOOPBACK.test(registered);
  return both ? { sent: withoutPort(sent), registered: withoutPort(registered) } : { sent, registered };
}

function withoutPort(address: string): string {
  return address.replace(LOOPBACK, "$1");
}
