/** How a stored field value is read by a person. */
import { dateLong, nikGroups, nikMasked } from "../shared/format";
import type { Labels } from "./labels";

export type Reveal = "masked" | "full";

const SIXTEEN_DIGITS = /^[\d•]{16}$/;

/** The text of a value of field `id`: the label of a code, the date in words, identity numbers masked unless revealed. */
export function valueText(id: string, value: string, labels: Labels, reveal: Reveal): string {
  const kind = labels.fieldKind(id);
  if (kind === "nik" || kind === "no_kk" || SIXTEEN_DIGITS.test(value)) return numberText(value, reveal);
  if (kind === "code") return codeLabel(value);
  if (kind === "date") return dateLong(value);
  if (id === "layanan") return labels.layanan(value);
  if (kind === "region") return labels.kelurahan(value);
  return /^[a-z0-9_]+\/[^/]+\/.+/.test(value) ? codeLabel(value) : value;
}

/** A NIK or family card number. */
export function numberText(value: string, reveal: Reveal): string {
  return reveal === "full" ? nikGroups(value) : nikMasked(value);
}

/** `Kawin Belum Tercatat` from `f101_2019/3/Kawin Belum Tercatat`. */
export function codeLabel(value: string): string {
  const [, , ...label] = value.split("/");
  return label.length === 0 ? value : label.join("/");
}
