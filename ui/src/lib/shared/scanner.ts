/**
 * A barcode or QR scanner is a keyboard that types faster than any person. Six or more characters in quick succession
 * and Enter are a scan.
 */
const FASTEST_PERSON_MS = 40;
const SHORTEST_SCAN = 6;
const LONGEST_SCAN = 600;

export class ScanDetector {
  #text = "";
  #last_ms = 0;

  /** Takes a key with its time; gives the text when a scan just ended. */
  key(key: string, at_ms: number): string | null {
    const quick = at_ms - this.#last_ms <= FASTEST_PERSON_MS;
    this.#last_ms = at_ms;
    if (key === "Enter") {
      const text = quick ? this.#text : "";
      this.#text = "";
      return text.length >= SHORTEST_SCAN ? text : null;
    }
    if (key.length !== 1) return null;
    this.#text = quick ? (this.#text + key).slice(0, LONGEST_SCAN) : key;
    return null;
  }
}

/** What the page did with a scan: taken, or left to the field that has the focus. */
export type ScanAnswer = "taken" | "left";

/** Calls `onscan` for each scan anywhere on the page; a scan that is taken leaves no trace in a field. */
export function watchScanner(onscan: (text: string) => ScanAnswer): () => void {
  const detector = new ScanDetector();
  const listen = (event: KeyboardEvent) => {
    const text = detector.key(event.key, event.timeStamp);
    if (text === null || onscan(text) === "left") return;
    event.preventDefault();
    event.stopPropagation();
    wipe(event.target, text);
  };
  window.addEventListener("keydown", listen, { capture: true });
  return () => window.removeEventListener("keydown", listen, { capture: true });
}

function wipe(target: EventTarget | null, text: string): void {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (!isField || !target.value.endsWith(text)) return;
  target.value = target.value.slice(0, -text.length);
  target.dispatchEvent(new Event("input", { bubbles: true }));
}
