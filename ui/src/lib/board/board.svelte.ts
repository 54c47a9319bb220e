/** The day: columns by open step. Loaded again whenever a case changes here or by sync. */
import { call, on } from "../ipc";
import { Load } from "../shared/load.svelte";

const ASK_EVERY_MS = 30_000;

export const board = new Load(() => call("board.get", {}));
export const debts = new Load(() => call("debt.list", {}));

/** Keeps a list fresh until the returned function is called; changes that come together are loaded once. */
export function keepFresh(load: Load<unknown>): () => void {
  void load.load();
  let soon: ReturnType<typeof setTimeout> | undefined;
  const timer = setInterval(() => void load.load(), ASK_EVERY_MS);
  const stop = on((event) => {
    if (event.event !== "changed") return;
    clearTimeout(soon);
    soon = setTimeout(() => void load.load(), 150);
  });
  return () => {
    clearInterval(timer);
    clearTimeout(soon);
    stop();
  };
}
