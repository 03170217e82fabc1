import type { Played, Stage } from "./stage";

/** This computer: the keychain, the clipboard, the service that is hosted, and programs that ask. */
export function system({ state, emit }: Stage): Played<"answer_program" | "hosted" | "start_hosted" | "open_set_up" | "keychain_state" | "copy_text" | "set_unfinished" | "stay_open" | "quit" | "about"> {
  return {
    answer_program: async ({ id }) => emit({ event: "program_answered", detail: { id } }),
    hosted: async () => state.hosted,
    start_hosted: async () => {
      state.hosted = { state: "running", issuer: "http://127.0.0.1:41234", needs_set_up: true };
      return state.hosted;
    },
    open_set_up: async () => undefined,
    keychain_state: async () => state.preflight.keychain,
    copy_text: async () => undefined,
    set_unfinished: async () => undefined,
    stay_open: async () => undefined,
    quit: async () => undefined,
    about: async () => ({ version: "0.1.0", licence: "MIT OR Apache-2.0", home: "/home/ada/.local/share/app.countersign.desktop" }),
  };
}
