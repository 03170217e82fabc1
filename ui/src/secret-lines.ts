import type { ApiKeySecretView } from "./generated/ApiKeySecretView";

const DAY = 86_400;

/** After so long a silence nothing shows an old secret any more, most likely. */
export const SILENCE = DAY;

/** The secrets of a key on one axis of time; places are percents of its width. */
export interface Lines {
  from: number;
  lines: { id: string; made: number; /** It was made before the axis begins. */ cut: boolean; used: number | undefined; end: number; retired: boolean; silence: { from: number; seconds: number } | undefined }[];
}

/** Whether a secret may be retired without anybody noticing: another works, and this one is silent. */
export function safeToRetire(secret: ApiKeySecretView, all: ApiKeySecretView[], now: number): boolean {
  const newer = all.some((other) => other.id !== secret.id && other.retired_at === undefined && other.created_at > secret.created_at && other.last_used_at !== undefined);
  return newer && secret.retired_at === undefined && now - (secret.last_used_at ?? secret.created_at) >= SILENCE;
}

/** Lays the lines out. The axis begins with the oldest of what is shown, or thirty days ago where that is nearer. */
export function layOut(secrets: ApiKeySecretView[], now: number): Lines {
  const reach = Math.max(...secrets.map((secret) => now - Math.min(secret.last_used_at ?? secret.created_at, secret.created_at)), 3600);
  const shortest = Math.min(...secrets.map((secret) => now - secret.created_at));
  const from = now - Math.min(reach, Math.max(30 * DAY, shortest * 4));
  const place = (at: number) => Math.min(100, Math.max(0, ((at - from) / (now - from)) * 100));
  const lines = secrets.map((secret) => {
    const until = secret.retired_at ?? now;
    const quiet = secret.retired_at === undefined && secret.last_used_at !== undefined ? now - secret.last_used_at : 0;
    return {
      id: secret.id,
      made: place(secret.created_at),
      cut: secret.created_at < from,
      used: secret.last_used_at === undefined ? undefined : place(secret.last_used_at),
      end: place(until),
      retired: secret.retired_at !== undefined,
      silence: quiet >= SILENCE ? { from: place(secret.last_used_at ?? 0), seconds: quiet } : undefined,
    };
  });
  return { from, lines };
}
