/** A half-typed form that outlives lock, crash and restart. Saved a moment after the last key; gone when the form is sent. */
import { call } from "../ipc";

const PAUSE_MS = 400;

export class Draft<T extends object> {
  value: T = $state() as T;
  /** Came back from an earlier time: the screen says so. */
  restored = $state(false);
  #key: string;
  #empty: T;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(key: string, empty: T) {
    this.#key = key;
    this.#empty = empty;
    this.value = { ...empty };
  }

  /** Takes back what was typed before. What cannot be read counts as nothing. */
  async restore(): Promise<void> {
    const { value } = await call("draft.get", { key: this.#key }).catch(() => ({ value: null }));
    const before = readObject(value);
    if (!before) return;
    this.value = { ...this.#empty, ...before };
    this.restored = true;
  }

  /** Keeps what is typed. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(JSON.stringify(this.value)), PAUSE_MS);
  }

  /** The form was sent or thrown away. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    this.value = { ...this.#empty };
    this.restored = false;
    await this.#save(null);
  }

  /** Saves at once what waits, e.g. when the screen is left. */
  async flush(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#save(JSON.stringify(this.value));
  }

  /** A draft that cannot be saved must not stop the work: the next key tries again. */
  async #save(value: string | null): Promise<void> {
    this.#timer = undefined;
    await call("draft.save", { key: this.#key, value }).catch(() => undefined);
  }
}

function readObject(text: string | null): object | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
