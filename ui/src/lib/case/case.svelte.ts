/** One case on screen: loaded, changed by commands, loaded again when sync changes it. Knows no rule: the kit refuses and says why. */
import { call, on, problemOf, type Act } from "../ipc";
import type { CaseView } from "../ipc/generated/CaseView";
import type { Outcome } from "../ipc/generated/Outcome";
import type { Problem } from "../ipc/generated/Problem";
import type { StepDetail } from "../ipc/generated/StepDetail";
import { Load } from "../shared/load.svelte";

export class CaseState {
  readonly load: Load<CaseView>;
  /** Why the last command was refused. */
  problem: Problem | undefined = $state.raw(undefined);
  busy = $state(false);
  /** When the view was put, so that a running step counts on. */
  at_ms = $state(Date.now());
  #opened: string | undefined = $state(undefined);

  constructor(readonly id: string) {
    this.load = new Load(() => call("case.get", { id }));
  }

  /** Follows the case until the returned function is called. */
  follow(): () => void {
    void this.refresh();
    return on((event) => {
      if (event.event === "changed" && event.docs.includes(this.id) && !this.busy) void this.refresh();
    });
  }

  async refresh(): Promise<void> {
    await this.load.load();
    this.at_ms = Date.now();
  }

  get view(): CaseView | undefined {
    return this.load.data;
  }

  /** The step on the working place: the one that was picked, else the next of the plan, else the last. */
  get step(): StepDetail | undefined {
    const steps = this.view?.detail.steps ?? [];
    const wanted = this.#opened ?? this.view?.detail.next;
    return steps.find((step) => step.id === wanted) ?? steps.find((step) => step.status === "waiting") ?? steps.at(-1);
  }

  pick(step: string): void {
    this.#opened = step;
  }

  /** Runs a command on this case. */
  act: Act = async (method, params) => {
    this.busy = true;
    this.problem = undefined;
    try {
      const view = (await call(method, { ...params, id: this.id } as never)) as CaseView;
      this.put(view);
      return view;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      if (this.problem.code === "stale") await this.refresh();
      return null;
    } finally {
      this.busy = false;
    }
  };

  put(view: CaseView): void {
    this.load.put(view);
    this.at_ms = Date.now();
  }

  async end(step: string, outcome: Outcome, reason: string | null = null): Promise<boolean> {
    const view = await this.act("case.step", { step, outcome, reason });
    if (view === null) return false;
    if (outcome === "done" || outcome === "skipped") await this.#goOn(view);
    return true;
  }

  /** After a step the next one begins by itself: the operator has the person in front of them. */
  async #goOn(view: CaseView): Promise<void> {
    this.#opened = undefined;
    const next = view.detail.steps.find((step) => step.id === view.detail.next);
    if (next?.status === "open") await this.act("case.step", { step: next.id, outcome: "started", reason: null });
  }

  /** Starts the open step, e.g. when the person was called. */
  async begin(): Promise<void> {
    const next = this.view?.detail.steps.find((step) => step.id === this.view?.detail.next);
    if (next?.status === "open") await this.act("case.step", { step: next.id, outcome: "started", reason: null });
  }

  /** Working time of a step in ms; counts on while it runs on this laptop. */
  activeMs(step: StepDetail, now: number): number | null {
    const running = this.view?.running_ms;
    if (step.status === "running" && typeof running === "number") return running + Math.max(0, now - this.at_ms);
    return step.active_ms;
  }
}
