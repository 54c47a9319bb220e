/** Who is signed in, and how far the sign-in has come. Owns no password: it goes to the server and is forgotten. */
import { asProblem, type OfficeProblem } from "../problem";
import type { MeView, RecoveryCodes, Right, SecondFactorView } from "../views";

interface SessionApi {
  login(user: string, password: string): Promise<MeView>;
  logout(): Promise<unknown>;
  me(): Promise<MeView>;
  choosePassword(password: string): Promise<MeView>;
  beginTotp(): Promise<SecondFactorView>;
  confirmTotp(code: string): Promise<RecoveryCodes>;
  enterCode(code: string): Promise<MeView>;
}

export class Session {
  /** `step`: the password was right, more is asked; `ended`: the session ran out while someone worked, the place is kept. */
  phase = $state<"loading" | "out" | "ended" | "step" | "in">("loading");
  me = $state.raw<MeView | null>(null);
  /** The second factor that is being set up. */
  factor = $state.raw<SecondFactorView | null>(null);
  /** New recovery codes, until they are kept. */
  codes = $state.raw<string[] | null>(null);
  problem = $state.raw<OfficeProblem | null>(null);
  busy = $state(false);
  readonly #api: SessionApi;

  constructor(api: SessionApi) {
    this.#api = api;
  }

  /** Asks the server whether the cookie still holds. */
  async resume(): Promise<void> {
    try {
      this.#enter(await this.#api.me());
    } catch (thrown) {
      const problem = asProblem(thrown);
      this.phase = "out";
      this.problem = problem.code === "unauthenticated" ? null : problem;
    }
  }

  async enter(user: string, password: string): Promise<void> {
    await this.#try(async () => this.#enter(await this.#api.login(user, password)));
  }

  async choosePassword(password: string): Promise<void> {
    await this.#try(async () => this.#enter(await this.#api.choosePassword(password)));
  }

  async beginTotp(): Promise<void> {
    await this.#try(async () => {
      this.factor = await this.#api.beginTotp();
    });
  }

  async confirmTotp(code: string): Promise<void> {
    await this.#try(async () => {
      this.codes = (await this.#api.confirmTotp(code)).codes;
      this.factor = null;
    });
  }

  /** The recovery codes are kept: to work. */
  async begin(): Promise<void> {
    await this.#try(async () => {
      this.#enter(await this.#api.me());
      this.codes = null;
    });
  }

  async enterCode(code: string): Promise<void> {
    await this.#try(async () => this.#enter(await this.#api.enterCode(code)));
  }

  async leave(): Promise<void> {
    try {
      await this.#api.logout();
    } catch {
      // The cookie dies with its time; the screen closes now.
    }
    this.me = null;
    this.factor = null;
    this.codes = null;
    this.problem = null;
    this.phase = "out";
  }

  /** The server answered 401. */
  end(): void {
    if (this.phase === "in") this.phase = "ended";
    if (this.phase === "step") this.phase = "out";
  }

  may(right: Right): boolean {
    return this.me?.may.includes(right) ?? false;
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await act();
    } catch (thrown) {
      const problem = asProblem(thrown);
      // Too many wrong codes end the session: the password is asked for again.
      if (problem.code === "too_many_tries") this.end();
      this.problem = problem;
    } finally {
      this.busy = false;
    }
  }

  #enter(me: MeView): void {
    this.me = me;
    this.problem = null;
    this.phase = me.stage === "open" ? "in" : "step";
  }
}
