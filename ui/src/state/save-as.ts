import type { Host } from "../host/host";

/** How a file may be called, and whether it holds a secret: then only its owner can read it. */
export interface Proposed {
  name: string;
  secret?: boolean;
}

/**
 * Writes a file where the person says, piece by piece; nothing is in its place before all of it is written.
 * Gives what it is called; `undefined` where they called it off. Where a piece fails, nothing of the file stays.
 */
export async function saveAs(host: Host, { name, secret = false }: Proposed, pieces: Iterable<string> | AsyncIterable<string>): Promise<string | undefined> {
  const file = await host.ask("begin_file", { name, private: secret });
  if (file === null) return undefined;
  try {
    for await (const text of pieces) await host.ask("add_to_file", { file: file.handle, text });
    await host.ask("finish_file", { file: file.handle });
  } catch (thrown) {
    // What went wrong first is what is told.
    await host.ask("give_up_file", { file: file.handle }).catch(() => undefined);
    throw thrown;
  }
  return file.name;
}
