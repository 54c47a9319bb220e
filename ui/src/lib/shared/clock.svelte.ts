/** One clock for the whole screen, so that all relative times change together. */
class Clock {
  now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Starts ticking; the function stops it. */
  start(): () => void {
    this.#timer ??= setInterval(() => (this.now = Date.now()), 1000);
    return () => {
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}

export const clock = new Clock();
