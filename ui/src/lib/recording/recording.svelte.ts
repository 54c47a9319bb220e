/**
 * One station after the other: live picture, take, next. The kit keeps each take at once; here is only what is on screen.
 */
import { call, problemOf, putBlob } from "../ipc";
import type { CaptureView } from "../ipc/generated/CaptureView";
import type { CaseView } from "../ipc/generated/CaseView";
import type { PreviewView } from "../ipc/generated/PreviewView";
import type { Problem } from "../ipc/generated/Problem";
import { nextMissing, SLOTS } from "./slots";

/** About six pictures a second: enough to aim, easy on the battery. */
const FRAME_PAUSE_MS = 150;
const AFTER_FAILURE_MS = 1500;

export class Recording {
  slot: string | null = $state(null);
  preview: PreviewView | undefined = $state.raw(undefined);
  take: CaptureView | undefined = $state.raw(undefined);
  /** The part is recorded already; the live picture starts when it is repeated. */
  resting = $state(false);
  /** Why the last take was refused; stays until the next try. */
  problem: Problem | undefined = $state.raw(undefined);
  /** Why there is no live picture; goes when there is one again. */
  dark: Problem | undefined = $state.raw(undefined);
  busy = $state(false);
  #run = 0;

  constructor(
    private readonly id: string,
    private readonly put: (view: CaseView) => void,
  ) {}

  get live(): boolean {
    return this.slot !== null && this.take === undefined && !this.resting;
  }

  /** Goes to a part; one that is recorded shows so until it is repeated. */
  go(slot: string | null, missing: readonly string[]): void {
    this.slot = slot;
    this.take = undefined;
    this.preview = undefined;
    this.problem = undefined;
    this.dark = undefined;
    this.resting = slot !== null && !missing.includes(slot);
    this.#watch();
  }

  next(missing: readonly string[]): void {
    this.go(nextMissing(missing, this.slot), missing);
  }

  step(by: 1 | -1, missing: readonly string[]): void {
    const at = this.slot === null ? -1 : SLOTS.indexOf(this.slot);
    this.go(SLOTS[(at + by + SLOTS.length) % SLOTS.length] ?? null, missing);
  }

  repeat(): void {
    this.take = undefined;
    this.resting = false;
    this.problem = undefined;
    this.#watch();
  }

  /** Takes the part from the device, or the picture that was drawn here. */
  async capture(drawn?: Uint8Array): Promise<void> {
    const slot = this.slot;
    if (slot === null || this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const blob = drawn ? await putBlob(drawn) : null;
      const take = await call("recording.capture", { id: this.id, slot, blob });
      this.take = take;
      this.put(take.case);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  stop(): void {
    this.#run++;
  }

  /** One picture after the other, until the part changes or is taken. */
  #watch(): void {
    const run = ++this.#run;
    const slot = this.slot;
    if (slot === null || !this.live) return;
    const turn = async () => {
      if (run !== this.#run || !this.live) return;
      const pause = await this.#frame(slot, run);
      setTimeout(() => void turn(), pause);
    };
    void turn();
  }

  async #frame(slot: string, run: number): Promise<number> {
    try {
      const preview = await call("recording.preview", { id: this.id, slot });
      if (run !== this.#run) return FRAME_PAUSE_MS;
      this.preview = preview;
      this.dark = undefined;
      return FRAME_PAUSE_MS;
    } catch (thrown) {
      if (run === this.#run) this.dark = problemOf(thrown);
      return AFTER_FAILURE_MS;
    }
  }
}
