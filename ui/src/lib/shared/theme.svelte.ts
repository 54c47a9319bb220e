/** Light, dark, or as the system has it. The page always carries the answer in `data-theme`. */
export type Theme = "system" | "light" | "dark";

class ThemeChoice {
  choice: Theme = $state("system");

  set(choice: string): void {
    this.choice = choice === "light" || choice === "dark" ? choice : "system";
    document.documentElement.dataset.theme = this.resolved();
  }

  resolved(): "light" | "dark" {
    if (this.choice !== "system") return this.choice;
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  /** Follows the system while it is the choice; the function stops. */
  watch(): () => void {
    const media = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => this.set(this.choice);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }
}

export const theme = new ThemeChoice();
