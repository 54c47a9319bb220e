/** Checks a NIK while it is typed, and looks for its owner in the visit's register. */
import { call } from "../ipc";
import type { NikCheckView } from "../ipc/generated/NikCheckView";
import type { ResidentView } from "../ipc/generated/ResidentView";

const PAUSE_MS = 150;

interface FamilyCard {
  tanggal_lahir: string | null;
  jenis_kelamin: string | null;
}

export class NikCheck {
  view: NikCheckView | undefined = $state.raw(undefined);
  resident: ResidentView | undefined = $state.raw(undefined);
  /** The digits that the answer is about. */
  asked = $state("");
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #case: () => string;

  /** `inCase` names the open case that the number is for. */
  constructor(inCase: () => string) {
    this.#case = inCase;
  }

  type(input: string, card: FamilyCard): void {
    clearTimeout(this.#timer);
    const digits = input.replace(/\D/g, "");
    if (digits.length !== 16) {
      this.view = undefined;
      this.resident = undefined;
      this.asked = "";
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(digits, card), PAUSE_MS);
  }

  async #ask(digits: string, card: FamilyCard): Promise<void> {
    this.asked = digits;
    const nothing = { nama: null, tanggal_lahir: null, kelurahan: null, case: this.#case() };
    const [view, found] = await Promise.all([
      call("nik.check", { input: digits, ...card }).catch(() => undefined),
      call("resident.lookup", { ...nothing, nomor: digits }).catch(() => []),
    ]);
    if (this.asked !== digits) return;
    this.view = view;
    this.resident = found.find((resident) => resident.nik === digits);
  }
}
