/** The state of safety and supplies, kept fresh by events and, should one get lost, by asking. */
import { call, on } from "../ipc";
import type { StatusView } from "../ipc/generated/StatusView";

const ASK_EVERY_MS = 20_000;

class Status {
  view: StatusView | undefined = $state.raw(undefined);

  /** Follows the kit until the returned function is called. */
  follow(): () => void {
    void this.load();
    const timer = setInterval(() => void this.load(), ASK_EVERY_MS);
    const stop = on((event) => {
      if (event.event === "status") this.view = event.status;
      if (event.event === "changed") void this.load();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }

  /** A failed question leaves the last answer: the frame never goes blank. */
  async load(): Promise<void> {
    this.view = await call("status.get", {}).catch(() => this.view);
  }
}

export const status = new Status();
