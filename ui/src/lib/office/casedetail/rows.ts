/** The fields of a case as rows of a table: those of the form first, then whatever else was filled. */
import type { Labels } from "../labels";
import type { CaseDetail, OfficeCaseView } from "../views";
import { optionsOf, type Option } from "./options";

export interface ValueRow {
  id: string;
  /** Distinct values; more than one is a conflict. */
  said: Option[];
  conflict: boolean;
  /** Value of the register or of SIAK, where known. */
  official: string | null;
  /** The official value is none of those said; case and spaces do not count. */
  differs: boolean;
}

export function rowsOf(view: OfficeCaseView, labels: Labels, form: string): ValueRow[] {
  const fields = view.detail.fields;
  const first = labels.formFields(form);
  const rest = Object.keys(fields).filter((id) => !first.includes(id));
  const shown = rest.filter((id) => labels.isAsked(id) || fields[id]?.conflict);
  return [...first, ...shown].map((id) => row(view, id));
}

function row(view: OfficeCaseView, id: string): ValueRow {
  const field = view.detail.fields[id];
  const said = optionsOf(field?.said ?? []);
  const official = view.official[id] ?? factOf(view.detail, id);
  const same = said.some((one) => official !== null && fold(one.value ?? "") === fold(official));
  return {
    id,
    said,
    conflict: field?.conflict ?? false,
    official,
    differs: official !== null && said.length > 0 && !same,
  };
}

/** A fact about the same thing, e.g. the NIK. */
function factOf(detail: CaseDetail, id: string): string | null {
  return detail.facts.find((fact) => fact.name === id && fact.proven)?.value ?? null;
}

function fold(value: string): string {
  return value.toLowerCase().replace(/\s+/g, " ").trim();
}
