/** When a secret may be retired without anybody noticing: one rule, whatever the secret is for. */

/** After so long a silence nothing shows an old secret any more, most likely. */
export const SILENCE = 24 * 3600;

/** What is known of the use of a secret. */
export interface SecretUse {
  id: string;
  created_at: number;
  last_used_at?: number;
  retired_at?: number;
}

/** When it was last of use; made counts, as it was put somewhere then. */
export const lastMoment = (secret: SecretUse) => Math.max(secret.created_at, secret.last_used_at ?? 0);

/** Whether it is retired in peace: a newer one works and was used, and it is silent itself. */
export function safeToRetire(secret: SecretUse, all: readonly SecretUse[], now: number): boolean {
  const works = (one: SecretUse) => one.retired_at === undefined;
  const tookOver = (one: SecretUse) => one.id !== secret.id && works(one) && one.created_at > secret.created_at && one.last_used_at !== undefined;
  return works(secret) && now - lastMoment(secret) >= SILENCE && all.some(tookOver);
}
