/** An office server in memory for component tests: answers from the fixtures, remembers what was asked. */
import { Office } from "../office.svelte";
import type { EventLine } from "../live.svelte";
import * as data from "./fixtures";

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

export type Answer = { status: number; body: unknown } | "cut";

export class FakeOffice {
  asked: Asked[] = [];
  lines: FakeLine[] = [];
  signedIn = true;
  readonly office: Office;
  /** Answers that differ from the fixtures, by `METHOD path`. */
  readonly #answers = new Map<string, (asked: Asked) => Answer>();

  constructor() {
    this.office = new Office({
      fetch: (path, init) => this.#fetch(path, init),
      events: () => {
        const line = new FakeLine();
        this.lines.push(line);
        return line;
      },
      window,
    });
  }

  on(route: string, answer: (asked: Asked) => Answer): this {
    this.#answers.set(route, answer);
    return this;
  }

  /** Bodies of the requests of this route. */
  bodies(method: string, path: string): unknown[] {
    return this.asked.filter((one) => one.method === method && one.path === path).map((one) => one.body);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const method = init.method ?? "GET";
    const asked = { method, path, body: typeof init.body === "string" ? JSON.parse(init.body) : undefined };
    this.asked.push(asked);
    const [bare = path] = path.split("?");
    const own = this.#answers.get(`${method} ${bare}`);
    const answer = own ? own(asked) : this.#standard(method, bare);
    if (answer === "cut") throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  }

  #standard(method: string, path: string): Answer {
    if (method === "POST" && path === "api/login") {
      this.signedIn = true;
      return ok(data.me);
    }
    if (path === "api/front-door") return ok({ office: data.me.office, demo: data.me.demo });
    if (!this.signedIn) return { status: 401, body: { code: "unauthenticated", params: {} } };
    const body = standard[`${method} ${path}`];
    return body === undefined ? { status: 404, body: { code: "not_found", params: {} } } : ok(body);
  }
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export class FakeLine implements EventLine {
  onopen: ((event: Event) => unknown) | null = null;
  onerror: ((event: Event) => unknown) | null = null;
  onmessage: ((event: MessageEvent) => unknown) | null = null;
  closed = "no" as "no" | "yes";

  close(): void {
    this.closed = "yes";
  }

  open(): void {
    this.onopen?.(new Event("open"));
  }

  cut(): void {
    this.onerror?.(new Event("error"));
  }

  say(news: unknown): void {
    this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(news) }));
  }
}

export const standard: Record<string, unknown> = {
  "POST api/logout": {},
  "GET api/me": data.me,
  "GET api/accounts": data.accounts,
  "GET api/reference": data.reference,
  "GET api/overview": data.overview,
  "GET api/cases": { items: data.summaries, total: data.summaries.length, page: 0, page_size: 50 },
  "GET api/cases/c1": data.caseView(),
  "GET api/cases/c2": data.caseView(data.conflicted()),
  "GET api/cases/c4": data.caseView(data.conflicted()),
  "GET api/cases/c5": data.caseView(data.detail({ id: "c5", kode: "TT7H-0PQA" })),
  "GET api/applications": data.applications,
  "GET api/conflicts": data.conflicts,
  "GET api/quarantine": [],
  "GET api/devices": data.devices,
  "GET api/visits": data.visits,
  "GET api/devices/waiting": [],
  "POST api/devices/code": {
    code: "ABCD-EFGH-JKMN-PQRS",
    expires_ms: data.NOW_MS + 900_000,
    office_url: null,
    text: null,
    qr: null,
  },
  "POST api/visits": data.visits[0],
  "POST api/nik-check": {
    verdict: "ok",
    errors: [],
    warnings: [],
    jenis_kelamin: "P",
    birth_candidates: ["1990-03-15"],
    region: "Asakota, Kota Bima",
  },
};
