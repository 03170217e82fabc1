import { find, type Played, type Stage } from "./stage";

/** What the person does when they are asked for a file, and the files that they have. */
export interface FilesState {
  /** They call it off, whatever they are asked. */
  calledOff: boolean;
  begun: Map<string, { name: string; text: string; secret: boolean }>;
  saved: { name: string; text: string; secret: boolean }[];
  /** Pages that were opened in the browser. */
  opened: string[];
}

export function filesState(change: Partial<FilesState> = {}): FilesState {
  return { calledOff: false, begun: new Map(), saved: [], opened: [], ...change };
}

/** Files of the person's, and pages that are opened for them. */
export function files({ state }: Stage): Played<"begin_file" | "add_to_file" | "finish_file" | "give_up_file" | "open_page"> {
  const room = state.files;
  return {
    begin_file: async ({ name, private: secret }) => {
      if (room.calledOff) return null;
      const handle = `file-${room.saved.length + room.begun.size}`;
      room.begun.set(handle, { name, text: "", secret });
      return { handle, name };
    },
    add_to_file: async ({ file, text }) => {
      find(room.begun.get(file), "file").text += text;
    },
    finish_file: async ({ file }) => {
      room.saved.push(find(room.begun.get(file), "file"));
      room.begun.delete(file);
    },
    give_up_file: async ({ file }) => void room.begun.delete(file),
    open_page: async ({ url }) => void room.opened.push(url),
  };
}
