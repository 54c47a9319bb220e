/** Language and appearance of this browser: the only things the dashboard keeps outside the server. No personal data. */
import { locale } from "../../shared/i18n.svelte";
import { theme } from "../../shared/theme.svelte";

const KEY = "ktpel-kantor";

export function keepChoices(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ lang: locale.lang, theme: theme.choice }));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export function restoreChoices(): void {
  const kept = read();
  locale.set(kept.lang ?? "id");
  theme.set(kept.theme ?? "system");
}

function read(): { lang?: string; theme?: string } {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as { lang?: string; theme?: string };
  } catch {
    return {};
  }
}
