/** The place shown, in step with the address of the browser. */
import { readHash, writeHash, type Place, type Target } from "./address";

export class Route {
  current = $state.raw<Target>({ place: "hari-ini", id: null, params: {} });
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
    this.read();
  }

  read(): void {
    this.current = readHash(this.#window.location.hash);
  }

  /** Goes to a place; the back button returns. */
  go(place: Place, id: string | null = null, params: Target["params"] = {}): void {
    this.current = { place, id, params };
    this.#window.history.pushState(null, "", writeHash(this.current));
  }

  /** Changes the address without a new entry for the back button (typing into a filter). */
  replace(id: string | null, params: Target["params"]): void {
    this.current = { place: this.current.place, id, params };
    this.#window.history.replaceState(null, "", writeHash(this.current));
  }
}
