/**
 * News from the server by server-sent events, with reconnection.
 *
 * Owns: whether the line is up, and who wants to know of changes. After each reconnection everything shown is loaded again, because news
 * may have been missed.
 */

import type { LiveEvent } from "./views";

/** What EventSource offers of what is used here; replaced in tests. */
export interface EventLine {
  onopen: ((event: Event) => unknown) | null;
  onerror: ((event: Event) => unknown) | null;
  onmessage: ((event: MessageEvent) => unknown) | null;
  close(): void;
}

export type News = LiveEvent | { event: "again" };

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Many changes of one batch are one reload. */
const GATHER_MS = 400;

export class Live {
  state = $state<"off" | "connecting" | "up" | "down">("off");
  /** Since when the line is down. */
  downSinceMs = $state(0);
  readonly #open: () => EventLine;
  readonly #ondown: () => void;
  #line: EventLine | null = null;
  #listeners: ((news: News[]) => void)[] = [];
  #gathered: News[] = [];
  #gatherTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #waitMs = FIRST_WAIT_MS;
  #wasUp = false;

  /** `ondown` is told of every cut: an event line does not say why it ended. */
  constructor(open: () => EventLine, ondown: () => void = () => {}) {
    this.#open = open;
    this.#ondown = ondown;
  }

  start(): void {
    if (this.#line !== null) return;
    clearTimeout(this.#retryTimer);
    if (this.state === "off") this.state = "connecting";
    const line = this.#open();
    this.#line = line;
    line.onopen = () => this.#up();
    line.onerror = () => this.#down();
    line.onmessage = (event) => this.#take(event.data);
  }

  stop(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#gatherTimer);
    this.#gathered = [];
    this.#line?.close();
    this.#line = null;
    this.#wasUp = false;
    this.state = "off";
  }

  /** Tries at once, without waiting for the next turn. */
  retryNow(): void {
    if (this.state !== "down") return;
    this.#waitMs = FIRST_WAIT_MS;
    this.start();
  }

  /** Calls `hear` with what changed; the answer takes the listener away again. */
  listen(hear: (news: News[]) => void): () => void {
    this.#listeners = [...this.#listeners, hear];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== hear);
    };
  }

  #up(): void {
    this.state = "up";
    this.#waitMs = FIRST_WAIT_MS;
    if (this.#wasUp) this.#tell({ event: "again" });
    this.#wasUp = true;
  }

  #down(): void {
    this.#line?.close();
    this.#line = null;
    if (this.state !== "down") this.downSinceMs = Date.now();
    this.state = "down";
    this.#wasUp = true;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.start(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    this.#ondown();
  }

  #take(data: unknown): void {
    const news = readNews(data);
    if (news) this.#tell(news);
  }

  #tell(news: News): void {
    this.#gathered.push(news);
    if (this.#gathered.length > 1) return;
    this.#gatherTimer = setTimeout(() => {
      const all = this.#gathered;
      this.#gathered = [];
      for (const hear of this.#listeners) hear(all);
    }, GATHER_MS);
  }
}

/** Reads one event; anything unknown is no news. */
export function readNews(data: unknown): News | null {
  if (typeof data !== "string") return null;
  try {
    const value = JSON.parse(data) as Partial<{ event: string; docs: string[]; device: string }> | null;
    if (value?.event === "changed" && Array.isArray(value.docs)) return { event: "changed", docs: value.docs };
    if (value?.event === "visits") return { event: "visits" };
    if (value?.event === "kit" && typeof value.device === "string") return { event: "kit", device: value.device };
  } catch {
    // Not ours.
  }
  return null;
}
