/** Short messages of what just happened. What a person must act on is a Notice in its place, never a toast. */
export type Tone = "neutral" | "ok" | "info" | "warn" | "bad";

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

const SHOWN_MS = 6000;
const AT_MOST = 3;

class Toasts {
  list: Toast[] = $state([]);
  #next = 1;

  say(text: string, tone: Tone = "ok"): void {
    const toast = { id: this.#next++, tone, text };
    this.list = [...this.list, toast].slice(-AT_MOST);
    setTimeout(() => this.dismiss(toast.id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
