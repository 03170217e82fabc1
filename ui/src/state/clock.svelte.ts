/** The time, once a second. */
export class Clock {
  now = $state(Date.now() / 1000);

  readonly #ticking = setInterval(() => {
    this.now = Date.now() / 1000;
  }, 1000);

  stop(): void {
    clearInterval(this.#ticking);
  }
}
