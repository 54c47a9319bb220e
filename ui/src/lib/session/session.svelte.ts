/** Who works on this laptop: set-up, passphrase, operator, settings. Loads the SOP data once after sign-in. */
import { call, problemOf } from "../ipc";
import type { AppState } from "../ipc/generated/AppState";
import type { Problem } from "../ipc/generated/Problem";
import { labels } from "../i18n/labels.svelte";
import { locale } from "../shared/i18n.svelte";
import { theme } from "../shared/theme.svelte";

class Session {
  state: AppState | undefined = $state.raw(undefined);
  problem: Problem | undefined = $state.raw(undefined);
  busy = $state(false);
  /** This laptop asked the office to take it in: six words that a second person there compares. */
  asked: { office: string; words: string; until: number } | undefined = $state.raw(undefined);
  /** The office could not be asked how that stands; it is tried again. */
  offline = $state(false);
  /** The five words, shown once after set-up until the person says they are written down. */
  words: string | undefined = $state(undefined);

  async load(): Promise<void> {
    await this.#run(() => call("app.state", {}));
  }

  async setUp(office_url: string, code: string, device_name: string): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const { office, words, open_ms } = await call("app.setup", { office_url, code, device_name });
      this.offline = false;
      this.asked = { office, words, until: Date.now() + open_ms };
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Looks whether a second person at the office has decided. */
  async lookSetUp(): Promise<void> {
    try {
      const { done } = await call("app.setup_look", {});
      this.offline = false;
      if (done === null || this.asked === undefined) return;
      this.asked = undefined;
      this.words = done.passphrase;
      await this.#put(done.state);
    } catch (thrown) {
      const problem = problemOf(thrown);
      this.offline = problem.code === "server_unreachable" && this.asked !== undefined && this.asked.until > Date.now();
      if (this.offline) return;
      this.asked = undefined;
      this.problem = problem;
    }
  }

  /** Gives the waiting up; nothing was kept. */
  cancelSetUp(): void {
    this.asked = undefined;
  }

  async unlock(passphrase: string): Promise<void> {
    await this.#run(() => call("session.unlock", { passphrase }));
  }

  async signIn(operator: string, pin: string): Promise<void> {
    await this.#run(() => call("session.sign_in", { operator, pin }));
  }

  async lock(): Promise<void> {
    await this.#run(() => call("session.lock", {}));
  }

  /** A new data key under the same words; afterwards the operator signs in again. */
  async rekey(passphrase: string): Promise<void> {
    await this.#run(() => call("session.rekey", { passphrase }));
  }

  async set(key: "locale" | "theme", value: string): Promise<void> {
    await this.#run(() => call("settings.set", { key, value }));
  }

  async #run(act: () => Promise<AppState>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.#put(await act());
    } catch (thrown) {
      this.problem = problemOf(thrown);
      if (this.problem.code === "pin_locked") await this.load();
    } finally {
      this.busy = false;
    }
  }

  async #put(state: AppState): Promise<void> {
    locale.set(state.locale);
    theme.set(state.theme);
    if (state.phase === "open" && labels.reference.forms.length === 0) labels.put(await call("reference.get", {}));
    this.state = state;
  }
}

export const session = new Session();
