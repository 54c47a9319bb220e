/** The fields of one form of a case while someone types: what stands in the case, what was changed, what was shown. */
import type { Act } from "../ipc";
import type { CaseDetail } from "../ipc/generated/CaseDetail";
import type { FieldDetail } from "../ipc/generated/FieldDetail";

export type Values = Record<string, string>;

/** Where half-typed values are kept. */
export interface Keeper {
  value: Values;
  restored: boolean;
  restore(): Promise<void>;
  touch(): void;
  clear(): Promise<void>;
  flush(): Promise<void>;
}

/** The value that stands; of a conflict the first, the banner shows them all. */
export function standing(field: FieldDetail | undefined): string {
  return field?.said[0]?.value ?? "";
}

export class CaseForm {
  #detail: () => CaseDetail;

  constructor(
    detail: () => CaseDetail,
    readonly keeper: Keeper,
  ) {
    this.#detail = detail;
  }

  /** What the control shows: typed, else what stands in the case. */
  get(field: string): string {
    return this.keeper.value[field] ?? standing(this.#detail().fields[field]);
  }

  set(field: string, value: string): void {
    this.keeper.value = { ...this.keeper.value, [field]: value };
    this.keeper.touch();
  }

  /** Fields whose typed value differs from what stands. */
  get changed(): string[] {
    const fields = this.#detail().fields;
    return Object.keys(this.keeper.value).filter((id) => (this.keeper.value[id] ?? "").trim() !== standing(fields[id]));
  }

  /** Writes what changed, with the operations that the screen showed; nothing changed is as good as written. */
  async save(act: Act): Promise<boolean> {
    const changed = this.changed;
    if (changed.length > 0) {
      const fields = this.#detail().fields;
      const values = Object.fromEntries(changed.map((id) => [id, (this.keeper.value[id] ?? "").trim() || null]));
      const shown = Object.fromEntries(changed.map((id) => [id, (fields[id]?.said ?? []).map((said) => said.op)]));
      if ((await act("case.fields", { values, shown })) === null) return false;
    }
    await this.keeper.clear();
    return true;
  }
}
