import type { Event } from "../../generated/Event";
import type { Answer, Given, Host, Name } from "../host";
import { accounts } from "./accounts";
import { ownAccount } from "./own-account";
import { apiKeys } from "./api-keys";
import { files } from "./files";
import { happened } from "./happened";
import { products } from "./products";
import { oneApp } from "./one-app";
import { people } from "./people";
import { appFiles } from "./app-files";
import { apps, makers } from "./apps";
import { providers } from "./providers";
import { settings } from "./settings";
import { signIns } from "./sign-ins";
import { type FakeState, type Played, type Stage, wait } from "./stage";
import { system } from "./system";

export { type FakeState, fakeState } from "./stage";

/** A host without a native side, for the gallery: it keeps what it is told and plays what would happen. A room is a file. */
export function fakeHost(state: FakeState): Host & { emit(event: Event): void } {
  let listen: (event: Event) => void = () => undefined;
  const stage: Stage = { state, emit: (event) => listen(event) };
  const work: Played<Exclude<Name, "subscribe">> = {
    ...oneApp(stage),
    ...accounts(stage),
    ...ownAccount(stage),
    ...providers(stage),
    ...signIns(stage),
    ...makers(),
    ...apps(stage),
    ...happened(stage),
    ...people(stage),
    ...apiKeys(stage),
    ...appFiles(stage),
    ...system(stage),
    ...files(stage),
    ...settings(stage),
    ...products(stage),
  };
  let done = false;
  return {
    emit: stage.emit,
    subscribe: async (listener) => {
      listen = listener;
    },
    async ask<N extends Exclude<Name, "subscribe">>(name: N, given: Given<N>): Promise<Answer<N>> {
      await wait(state.delay);
      if (state.hangs.includes(name)) return new Promise(() => undefined);
      const refusal = state.fails[name] ?? (done && state.failsAfter?.reads.includes(name) ? state.failsAfter.error : undefined);
      if (refusal) throw refusal;
      if (state.failsAfter?.deeds.includes(name)) done = true;
      return work[name](given);
    },
  };
}
