/** One case at the office: what is shown, and the acts of the office on it. Every act answers the new case. */
import { Load } from "../../shared/load.svelte";
import type { OfficeApi } from "../api";
import type { Reveal } from "../values";
import type { NikAnswer, OfficeCaseView } from "../views";

export class CaseWork {
  readonly id: string;
  readonly view: Load<OfficeCaseView>;
  /** Full NIK on screen; asked for by hand each time, because reading is logged. */
  reveal = $state<Reveal>("masked");
  /** Which act is being sent. */
  busy = $state<string | null>(null);
  failure = $state.raw<{ act: string; thrown: unknown } | null>(null);
  readonly #api: OfficeApi;

  constructor(api: OfficeApi, id: string) {
    this.#api = api;
    this.id = id;
    this.view = new Load(() => api.case(id, this.reveal));
  }

  async show(): Promise<void> {
    this.reveal = "full";
    await this.view.load();
  }

  answerNik(answer: NikAnswer): Promise<"done" | "failed"> {
    return this.#act("nik", () => this.#api.answerNik(this.id, answer));
  }

  enterStatus(status: string, evidence: string): Promise<"done" | "failed"> {
    return this.#act("status", () => this.#api.enterStatus(this.id, status, evidence));
  }

  release(gate: string, reason: string): Promise<"done" | "failed"> {
    return this.#act("release", () => this.#api.release(this.id, gate, reason));
  }

  answer(field: string, chosen: string | null, shown: string[], reason: string): Promise<"done" | "failed"> {
    return this.#act(`answer/${field}`, () => this.#api.answer(this.id, field, chosen, shown, reason));
  }

  settle(incident: string, reason: string): Promise<"done" | "failed"> {
    return this.#act(`settle/${incident}`, () => this.#api.settle(this.id, incident, reason));
  }

  note(text: string): Promise<"done" | "failed"> {
    return this.#act("note", () => this.#api.note(this.id, text));
  }

  /** What went wrong with this act last, if it did. */
  failureOf(act: string): unknown {
    return this.failure?.act === act ? this.failure.thrown : undefined;
  }

  async #act(act: string, send: () => Promise<OfficeCaseView>): Promise<"done" | "failed"> {
    if (this.busy !== null) return "failed";
    this.busy = act;
    this.failure = null;
    try {
      const view = await send();
      if (this.reveal === "full" && !view.nik_revealed) await this.view.load();
      else this.view.put(view);
      return "done";
    } catch (thrown) {
      this.failure = { act, thrown };
      // Stale or not: what is on screen should be what the server has now.
      void this.view.load();
      return "failed";
    } finally {
      this.busy = null;
    }
  }
}
