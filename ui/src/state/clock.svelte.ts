/** The time, once a second. */
export class Clock {
  now = $state(Date.now() / 1000);

  constructor() {
    setInterval(() => {
      this.now = Date.now() / 1000;
    }, 1000);
  }
}
