/** The history as it is read: newest first, and the fields of one form saved together as one line. */
import type { Labels } from "../labels";
import type { Reveal } from "../values";
import type { By, CaseDetail } from "../views";
import { sentence, type Sentence } from "./sentence";
import { w } from "./words";

type HistoryItem = CaseDetail["history"][number];

export interface Line extends Sentence {
  key: string;
  by: By;
  proof: HistoryItem["proof"];
}

export function linesOf(history: HistoryItem[], labels: Labels, reveal: Reveal): Line[] {
  const lines: Line[] = [];
  for (const group of grouped(
    history.filter((item) => item.kind !== "field" || labels.isAsked(item.params.field ?? "")),
  )) {
    const [first] = group;
    if (first)
      lines.unshift({ ...told(group, first, labels, reveal), key: first.key, by: first.by, proof: first.proof });
  }
  return lines;
}

function told(group: HistoryItem[], first: HistoryItem, labels: Labels, reveal: Reveal): Sentence {
  if (group.length === 1) return sentence(first, labels, reveal);
  const names = group.map((item) => labels.field(item.params.field ?? ""));
  return { what: w("fields", { n: group.length }), said: names.join(", ") };
}

/** Field writes of one person at one moment belong together. */
function grouped(history: HistoryItem[]): HistoryItem[][] {
  const groups: HistoryItem[][] = [];
  for (const item of history) {
    const group = groups.at(-1);
    if (group?.[0] && sameForm(group[0], item)) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

function sameForm(a: HistoryItem, b: HistoryItem): boolean {
  const both = a.kind === "field" && b.kind === "field";
  return both && a.by.at_ms === b.by.at_ms && a.by.nama === b.by.nama && a.by.device === b.by.device;
}
