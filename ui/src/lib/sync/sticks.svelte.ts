/** USB sticks that are plugged in, and the folder that somebody typed where none was found; one for all cards of the page. */
import { call } from "../ipc";
import type { StickPlace } from "../ipc/generated/StickPlace";

class Sticks {
  places = $state.raw<StickPlace[]>([]);
  typed = $state("");
  /** Found by itself, not typed. */
  readonly found = $derived(this.places.find((place) => place.path !== this.typed.trim()));
  readonly folder = $derived(this.found?.path ?? this.typed.trim());
  readonly receipts = $derived(this.places.flatMap((place) => place.receipts));
  readonly bundles = $derived(this.places.flatMap((place) => place.bundles).filter((one) => one.state !== "file_own"));

  async look(): Promise<void> {
    this.places = await call("stick.places", { folder: this.typed.trim() || null });
  }
}

export const sticks = new Sticks();
