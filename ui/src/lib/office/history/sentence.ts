/** The sentence of one line of the history. Unknown kinds and missing parameters still give a line. */
import { incidentText } from "../../i18n/reasons";
import { slotText } from "../../i18n/slots";
import { centralText } from "../../i18n/status";
import { fill, locale } from "../../shared/i18n.svelte";
import { factNameWords, gatesWords, resultWords } from "../casedetail/words";
import type { Labels } from "../labels";
import { numberText, valueText, type Reveal } from "../values";
import type { CaseDetail } from "../views";
import { named } from "../words";
import { stepWords, w } from "./words";

type HistoryItem = CaseDetail["history"][number];

/** What was done, and the words a person added (a reason, the text of a note). */
export interface Sentence {
  what: string;
  said: string | null;
}

export function sentence(item: HistoryItem, labels: Labels, reveal: Reveal): Sentence {
  const p = item.params;
  const reason = p.reason ? w("reason", { text: p.reason }) : null;
  switch (item.kind) {
    case "field":
      return fieldSentence(item, labels, reveal);
    case "step":
      return { what: stepSentence(labels.step(p.step ?? ""), p.outcome ?? ""), said: reason };
    case "note":
      return { what: w("note"), said: p.text ?? null };
    case "attachment":
      return { what: w("attachment", { slot: slotText(p.slot ?? "") }), said: null };
    case "requirement":
      return requirementSentence(item, labels);
    case "fact":
      return { what: factSentence(p.name ?? "", p.value ?? "", reveal), said: p.evidence ?? null };
    case "print_intent":
      return { what: w("print_intent", { blanko: p.blanko ?? "" }), said: null };
    case "print_spooled":
      return { what: w("print_spooled"), said: p.printer ?? null };
    case "print_outcome":
      return { what: w("print_outcome", { result: named(resultWords, p.result ?? "") }), said: null };
    case "release":
      return { what: releaseSentence(p), said: reason };
    case "waiver":
      return { what: waiverSentence(p, labels), said: reason };
    case "answer":
      return { what: w("answer", { field: labels.field(p.field ?? "") }), said: reason };
    case "handover":
      return { what: w("handover", { blanko: p.blanko ?? "" }), said: p.receiver_name ?? null };
    case "application":
      return { what: w("application"), said: p.note ?? null };
    case "application_answer":
      return { what: p.result === "refused" ? w("applicationRefused") : w("applicationGranted"), said: reason };
    case "link":
      return { what: w("link"), said: p.why ?? null };
    case "contact":
      return { what: w("contact"), said: p.nama ?? null };
    case "incident_settled":
      return { what: w("incidentSettled", { incident: incidentText(p.incident ?? "") }), said: reason };
    default:
      return { what: w("unknown"), said: null };
  }
}

function fieldSentence(item: HistoryItem, labels: Labels, reveal: Reveal): Sentence {
  const { field = "", value } = item.params;
  const name = labels.field(field);
  if (value === undefined || value === "") return { what: w("fieldCleared", { field: name }), said: null };
  return { what: w("field", { field: name }), said: valueText(field, value, labels, reveal) };
}

function stepSentence(step: string, outcome: string): string {
  const pair = stepWords[outcome];
  return pair ? fill(locale.pick(pair), { step }) : `${step}: ${outcome}`;
}

function requirementSentence(item: HistoryItem, labels: Labels): Sentence {
  const { requirement = "", result = "", note } = item.params;
  const name = labels.requirement(requirement);
  const what = result === "present" ? w("requirementPresent", { name }) : w("requirementMissing", { name });
  return { what, said: note ?? null };
}

function releaseSentence({ gate = "", effect = "" }: HistoryItem["params"]): string {
  const name = named(gatesWords, gate);
  return effect === "withdrawn" ? w("releaseWithdrawn", { gate: name }) : w("release", { gate: name });
}

/** A waiver covers a recording slot or a required document. */
function waiverSentence({ subject = "", effect = "" }: HistoryItem["params"], labels: Labels): string {
  const slot = slotText(subject);
  const name = slot === subject ? labels.requirement(subject) : slot;
  return effect === "withdrawn" ? w("waiverWithdrawn", { subject: name }) : w("waiver", { subject: name });
}

function factSentence(name: string, value: string, reveal: Reveal): string {
  const shown = name === "recording_status" ? centralText(value) : name === "nik" ? numberText(value, reveal) : value;
  return w("fact", { name: named(factNameWords, name), value: shown });
}
