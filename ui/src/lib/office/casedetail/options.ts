/** The distinct values of a field in conflict, each with everyone who gave it. */
import type { By, CaseDetail } from "../views";

type Field = NonNullable<CaseDetail["fields"][string]>;

export interface Option {
  /** Op id of the first who said it. */
  key: string;
  value: string | null;
  by: By[];
}

export function optionsOf(said: Field["said"]): Option[] {
  const options: Option[] = [];
  for (const one of said) {
    const same = options.find((option) => option.value === one.value);
    if (same) same.by.push(one.by);
    else options.push({ key: one.op, value: one.value, by: [one.by] });
  }
  return options;
}
