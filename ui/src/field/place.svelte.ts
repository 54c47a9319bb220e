/** Where the operator is, and the way back. Kept through a lock, so that signing in leads to the same place. */
export type Screen = "today" | "contacts" | "debt" | "stock" | "send" | "settings";
export type Place = { screen: Screen } | { screen: "case"; id: string; begin: "look" | "work" };

const LONGEST_WAY = 20;

class Where {
  at: Place = $state.raw({ screen: "today" });
  /** The search palette lies over any place. */
  searching = $state(false);
  /** What the palette shall look for as soon as it is open. */
  wanted = $state("");
  /** The dialog for a new resident lies over the board. */
  receiving = $state(false);
  /** The case that was left last: the board puts the focus back on its card. */
  left: string | null = null;
  #way: Place[] = [];

  go(place: Place): void {
    this.#way = [...this.#way, this.at].slice(-LONGEST_WAY);
    this.#leave();
    this.at = place;
    this.searching = false;
    this.receiving = false;
  }

  open(id: string, begin: "look" | "work" = "look"): void {
    this.go({ screen: "case", id, begin });
  }

  search(query: string): void {
    this.wanted = query;
    this.searching = true;
  }

  back(): void {
    this.#leave();
    this.at = this.#way.pop() ?? { screen: "today" };
  }

  #leave(): void {
    this.left = this.at.screen === "case" ? this.at.id : null;
  }
}

export const where = new Where();
