import { Channel, invoke } from "@tauri-apps/api/core";

import type { Event } from "../generated/Event";
import type { Host, Name } from "./host";

/** The native side. The only file that knows how it is reached. */
export const tauri: Host = {
  async subscribe(listener) {
    const channel = new Channel<Event>();
    channel.onmessage = listener;
    await invoke("subscribe" satisfies Name, { channel });
  },
  ask: (name, given) => invoke(name, given),
};
