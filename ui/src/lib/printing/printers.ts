/** Printers in plain words. */
import type { PrinterView } from "../ipc/generated/PrinterView";
import { printerCause } from "../i18n/causes";
import type { Shape } from "../shared/Sign.svelte";
import type { Tone } from "../shared/toasts.svelte";
import { w } from "./words";

const STATES: Record<string, { shape: Shape; tone: Tone; word: Parameters<typeof w>[0] }> = {
  ready: { shape: "check", tone: "ok", word: "stateReady" },
  busy: { shape: "half", tone: "info", word: "stateBusy" },
  stopped: { shape: "warn", tone: "bad", word: "stateStopped" },
  unreachable: { shape: "cross", tone: "bad", word: "stateUnreachable" },
};

/** State, what is wrong, ribbon and folder in one line. */
export function printerLook(printer: PrinterView): { shape: Shape; tone: Tone; word: string } {
  const state = STATES[printer.state] ?? {
    shape: "info" as const,
    tone: "neutral" as const,
    word: "stateStopped" as const,
  };
  const words = [
    w(state.word),
    ...printer.problems.filter((code) => code !== printer.state).map(printerCause),
    printer.ribbon === null ? "" : w("ribbon", { n: printer.ribbon }),
    printer.folder === null ? "" : w("folder", { folder: printer.folder }),
  ];
  return { shape: state.shape, tone: state.tone, word: words.filter(Boolean).join(" · ") };
}
