/** Who is signed in. Owns no password: it goes to the server and is forgotten. */
import { asProblem, type OfficeProblem } from "../problem";
import type { MeView, Right } from "../views";

interface SessionApi {
  login(user: string, password: string): Promise<MeView>;
  logout(): Promise<unknown>;
  me(): Promise<MeView>;
}

export class Session {
  /** `ended`: the session ran out while someone worked; the place is kept. */
  phase = $state<"loading" | "out" | "ended" | "in">("loading");
  me = $state.raw<MeView | null>(null);
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
    this.busy = true;
    this.problem = null;
    try {
      this.#enter(await this.#api.login(user, password));
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.busy = false;
    }
  }

  async leave(): Promise<void> {
    try {
      await this.#api.logout();
    } catch {
      // The cookie dies with its time; the screen closes now.
    }
    this.me = null;
    this.problem = null;
    this.phase = "out";
  }

  /** The server answered 401. */
  end(): void {
    if (this.phase === "in") this.phase = "ended";
  }

  may(right: Right): boolean {
    return this.me?.may.includes(right) ?? false;
  }

  #enter(me: MeView): void {
    this.me = me;
    this.problem = null;
    this.phase = "in";
  }
}
