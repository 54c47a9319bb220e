/** Something loaded from elsewhere: nothing yet, there, or failed. What was there stays on screen while it is loaded again. */
export class Load<T> {
  data: T | undefined = $state.raw(undefined);
  failure: unknown = $state.raw(undefined);
  busy = $state(false);
  #fetch: () => Promise<T>;
  #run = 0;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  /** Loads; an older answer that comes late is dropped. */
  async load(): Promise<void> {
    const run = ++this.#run;
    this.busy = true;
    try {
      const data = await this.#fetch();
      if (run !== this.#run) return;
      this.data = data;
      this.failure = undefined;
    } catch (failure) {
      if (run === this.#run) this.failure = failure;
    } finally {
      if (run === this.#run) this.busy = false;
    }
  }

  /** Takes a newer state that a command gave back. */
  put(data: T): void {
    this.#run++;
    this.data = data;
    this.failure = undefined;
    this.busy = false;
  }
}
