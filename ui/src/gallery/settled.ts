import type { Given, Host, Name } from "../host/host";

const QUIET = 60;
const AT_MOST = 3000;

/** Longer than anything is put off for because somebody may still be typing; what lasts on purpose lasts longer. */
const MOMENT = 300;

const { setTimeout: later, clearTimeout: never } = window;
/** What the page has put off for a moment. */
const soon = new Set<number>();

/** From now on it is known what the page has put off. */
export function watchTimers(): void {
  window.setTimeout = ((handler: (...given: unknown[]) => void, time = 0, ...given: unknown[]) => {
    const timer: number = later(() => {
      soon.delete(timer);
      handler(...given);
    }, time);
    if (time < MOMENT) soon.add(timer);
    return timer;
  }) as typeof window.setTimeout;
  window.clearTimeout = (timer) => {
    soon.delete(Number(timer));
    never(timer);
  };
}

export const pause = (time: number) => new Promise<void>((done) => later(done, time));

/** What is on its way between the window and its host. What a story lets hang is not: it never comes. */
export class Traffic {
  busy = 0;
  readonly asked = new Set<Name>();

  watch<H extends Host>(host: H, hangs: readonly Name[]): H {
    return {
      ...host,
      ask: <N extends Exclude<Name, "subscribe">>(name: N, given: Given<N>) => {
        const answer = host.ask(name, given);
        this.asked.add(name);
        if (hangs.includes(name)) return answer;
        this.busy++;
        return answer.finally(() => this.busy--);
      },
    };
  }
}

/** Until nothing is on its way or put off for a moment, nothing moves, and the page has not changed for a moment. */
export async function settled(traffic: Traffic): Promise<void> {
  let changed = performance.now();
  const began = changed;
  const observer = new MutationObserver(() => (changed = performance.now()));
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const moves = () => document.getAnimations().some((one) => one.playState === "running" && one.effect?.getComputedTiming().iterations !== Infinity);
  while (performance.now() - began < AT_MOST && (traffic.busy > 0 || soon.size > 0 || performance.now() - changed < QUIET || moves())) await pause(15);
  observer.disconnect();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}
