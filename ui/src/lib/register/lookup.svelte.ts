/** Looks residents up while someone types; an answer to an older question is dropped. */
import { call, problemOf } from "../ipc";
import type { Problem } from "../ipc/generated/Problem";
import type { ResidentView } from "../ipc/generated/ResidentView";

const PAUSE_MS = 180;
const SHORTEST_NAME = 3;

export class Lookup {
  found: ResidentView[] = $state.raw([]);
  /** The question that `found` answers; empty before the first. */
  asked = $state("");
  busy = $state(false);
  problem: Problem | undefined = $state.raw(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = 0;

  /** The text changed. */
  type(text: string): void {
    clearTimeout(this.#timer);
    const question = text.trim();
    if (!isEnough(question)) {
      this.#run++;
      this.found = [];
      this.asked = "";
      this.busy = false;
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(question), PAUSE_MS);
  }

  async #ask(question: string): Promise<void> {
    const run = ++this.#run;
    this.busy = true;
    try {
      const found = await call("resident.lookup", query(question));
      if (run !== this.#run) return;
      this.found = found;
      this.problem = undefined;
    } catch (thrown) {
      if (run === this.#run) this.problem = problemOf(thrown);
    }
    if (run !== this.#run) return;
    this.asked = question;
    this.busy = false;
  }
}

/** Digits with any separators are a number, anything else is a name. */
export function isNumber(text: string): boolean {
  return /^[\d\s.-]+$/.test(text);
}

function isEnough(question: string): boolean {
  return isNumber(question) ? question.replace(/\D/g, "").length === 16 : question.length >= SHORTEST_NAME;
}

function query(question: string) {
  const nothing = { nomor: null, nama: null, tanggal_lahir: null, kelurahan: null, case: null };
  return isNumber(question) ? { ...nothing, nomor: question } : { ...nothing, nama: question };
}
