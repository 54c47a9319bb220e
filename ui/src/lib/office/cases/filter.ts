/** The filters of the case list, kept in the address. */
import type { CaseFilter } from "../api";

export function filterFrom(params: Partial<Record<string, string>>): CaseFilter {
  const page = Number(params.page ?? 0);
  return {
    q: params.q ?? "",
    step: params.step ?? "",
    layanan: params.layanan ?? "",
    kelurahan: params.kelurahan ?? "",
    badge: params.badge ?? "",
    page: Number.isInteger(page) && page > 0 ? page : 0,
  };
}

/**
 * The address of a filter. A NIK or family card number typed into the search never goes there: addresses stay in the
 * history of the browser.
 */
export function paramsOf(filter: CaseFilter): Record<string, string> {
  const { page, q, ...rest } = filter;
  return { ...rest, q: holdsNumber(q) ? "" : q, page: page === 0 ? "" : String(page) };
}

export function isFiltered(filter: CaseFilter): boolean {
  return [filter.q, filter.step, filter.layanan, filter.kelurahan, filter.badge].some((value) => value !== "");
}

function holdsNumber(q: string): boolean {
  return /\d{8,}/.test(q.replace(/[\s.-]/g, ""));
}
