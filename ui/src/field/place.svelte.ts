/** Where the operator is, and the way back. Kept through a lock, so that signing in leads to the same place. */
export type Screen = "today" | "contacts" | "debt" | "stock" | "send" | "settings";
export type Place = { screen: Screen } | { screen: "case"; id: string; begin: "look" | "work" };

const LONGEST_WAY = 20;

class Where {
  at: Place = $state.raw({ screen: "today" });
  /** The search palette lies over any place. */
  searching = $state(false);
  /** The dialog for a new resident lies over the board. */
  receiving = $state(false);
  #way: Place[] = [];

  go(place: Place): void {
    this.#way = [...this.#way, this.at].slice(-LONGEST_WAY);
    this.at = place;
    this.searching = false;
    this.receiving = false;
  }

  open(id: string, begin: "look" | "work" = "look"): void {
    this.go({ screen: "case", id, begin });
  }

  back(): void {
    this.at = this.#way.pop() ?? { screen: "today" };
  }
}

export const where = new Where();
