import type { CaChosen } from "../../generated/CaChosen";
import { find, type Played, type Stage } from "./stage";

/** What the person does when they are asked for a file, and the files that they have. */
export interface FilesState {
  /** They call it off, whatever they are asked. */
  calledOff: boolean;
  begun: Map<string, { name: string; text: string; secret: boolean }>;
  saved: { name: string; text: string; secret: boolean }[];
  /** The CA certificates in the file that they choose. */
  ca: CaChosen;
  /** Pages that were opened in the browser. */
  opened: string[];
}

export function filesState(change: Partial<FilesState> = {}): FilesState {
  const ca = { handle: "ca-1", name: "harbour-root-2024.pem", fingerprints: ["4F:0C:81:B2:E9:7A:6D:35:0C:44:BE:11:90:F7:D3:A2:88:5E:60:C1:FA:23:B7:D9:40:6E:5C:8A:1D:2F:7B:93"] };
  return { calledOff: false, begun: new Map(), saved: [], ca, opened: [], ...change };
}

/** Files of the person's, and pages that are opened for them. */
export function files({ state }: Stage): Played<"begin_file" | "add_to_file" | "finish_file" | "give_up_file" | "choose_ca" | "open_page"> {
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
    choose_ca: async () => (room.calledOff ? null : room.ca),
    open_page: async ({ url }) => void room.opened.push(url),
  };
}
