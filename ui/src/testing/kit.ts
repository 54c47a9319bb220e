/** A kit in memory for tests: answers the methods a test needs and remembers what was asked. */
import { useHost, type Event, type Host, type Rpc } from "../lib/ipc";
import { ProblemError } from "../lib/ipc/host";
import type { Problem } from "../lib/ipc/generated/Problem";
import type { ProblemCode } from "../lib/ipc/generated/ProblemCode";
import type { Reason } from "../lib/ipc/generated/Reason";
import { app, boardView, caseView, NOW, reference, resident, status, visit } from "./sample";

type Answers = { [M in keyof Rpc]?: (params: Rpc[M]["params"]) => Rpc[M]["result"] | Promise<Rpc[M]["result"]> };

export interface Asked {
  method: keyof Rpc;
  params: Record<string, unknown>;
}

const stock = {
  blanko: 86,
  received: 100,
  good: 12,
  spoiled: 2,
  open: 0,
  next: "KB00000015",
  ranges: [{ first: "KB00000001", last: "KB00000100", count: 100, at_ms: NOW - 86_400_000, oleh: "Siti R." }],
};
const page = {
  preview: "data:image/png;base64,iVBORw0KGgo=",
  aspect_permille: 700,
  printed: "shown",
  file: null,
  qr: null,
};

export class FakeKit implements Host {
  readonly asked: Asked[] = [];
  readonly blobs: Uint8Array[] = [];
  readonly #drafts = new Map<string, string>();
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #answers: Answers;

  constructor(answers: Answers = {}) {
    this.#answers = { ...this.#everyday(), ...answers };
  }

  /** Makes this kit the host of the UI under test. */
  static start(answers: Answers = {}): FakeKit {
    const kit = new FakeKit(answers);
    useHost(kit);
    return kit;
  }

  async call(method: string, params: unknown): Promise<unknown> {
    this.asked.push({ method: method as keyof Rpc, params: params as Record<string, unknown> });
    const answer = this.#answers[method as keyof Rpc] as ((params: unknown) => unknown) | undefined;
    if (!answer) throw problem("not_found");
    return await answer(params);
  }

  listen(heard: (event: Event) => void): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  tell(event: Event): void {
    this.#listeners.forEach((heard) => heard(event));
  }

  async putBlob(bytes: Uint8Array): Promise<string> {
    this.blobs.push(bytes);
    return `blob-${this.blobs.length}`;
  }

  attachmentUrl(hash: string): string {
    return `/lampiran/${hash}`;
  }

  /** The parameters of all calls of a method so far. */
  calls(method: keyof Rpc): Record<string, unknown>[] {
    return this.asked.filter((asked) => asked.method === method).map((asked) => asked.params);
  }

  #everyday(): Answers {
    return {
      "app.state": () => app,
      "reference.get": () => reference,
      "status.get": () => status,
      "board.get": () => boardView(24),
      "debt.list": () => [],
      "case.get": () => caseView(),
      "case.step": () => caseView(),
      "visit.list": () => [visit],
      "visit.get": () => ({ summary: visit, kontak_nama: "Siti R.", kontak_hp: "0812", contacts: [] }),
      "printer.list": () => [],
      "stock.get": () => stock,
      "resident.lookup": () => [resident],
      "search.find": () => ({ cases: [], residents: [resident], slip: null, shut_minutes: null }),
      "document.make": () => page,
      "print.face": () => page,
      "draft.get": ({ key }) => ({ value: this.#drafts.get(key) ?? null }),
      "draft.save": ({ key, value }) => {
        if (value === null) this.#drafts.delete(key);
        else this.#drafts.set(key, value);
        return {};
      },
      "stick.places": () => [],
      "stick.laptops": () => [{ device: "02".repeat(16), nama: "Laptop 2" }],
      "sync.state": () => ({
        office_url: "https://kantor.example",
        permit_until_ms: NOW + 200 * 86_400_000,
        status,
        waiting: [],
        sent: 4,
        received: 2,
        refused: [],
        held: [],
        laptops: 0,
      }),
    };
  }
}

export function problem(code: ProblemCode, params: Problem["params"] = {}, reasons: Reason[] = []): ProblemError {
  return new ProblemError({ code, params, reasons });
}
