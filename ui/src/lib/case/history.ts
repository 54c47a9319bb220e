/** Sentences for the lines of the history. A line begins with who, so each sentence begins with a verb. */
import type { HistoryItem } from "../ipc/generated/HistoryItem";
import { labels } from "../i18n/labels.svelte";
import { incidentText } from "../i18n/reasons";
import { slotText } from "../i18n/slots";
import { centralText } from "../i18n/status";
import { dateLong, nikMasked } from "../shared/format";
import { w } from "./words";

type Params = Record<string, string | undefined>;
type Sentence = (params: Params) => string;

const RESULTS = ["good", "encode_failure", "print_failure", "damaged"] as const;
const RECEIVERS = ["pemohon", "keluarga", "kuasa"] as const;

const SENTENCES: Record<string, Sentence> = {
  field: (p) => fieldLine(p),
  step: (p) => stepLine(p),
  note: (p) => w("hNote", { text: p.text ?? "" }),
  attachment: (p) => w("hAttachment", { slot: slotText(p.slot ?? "").toLowerCase(), quality: p.quality ?? "" }),
  requirement: (p) =>
    w(p.result === "present" ? "hPresent" : "hMissing", { requirement: labels.requirement(p.requirement ?? "") }),
  fact: (p) => w("hFact", { name: factName(p.name), value: factValue(p.name, p.value) }),
  print_intent: (p) => w("hIntent", { blanko: p.blanko ?? "" }),
  print_spooled: (p) => w("hSpooled", { printer: p.printer ?? "" }),
  print_outcome: (p) => w("hOutcome", { result: resultText(p.result) }),
  release: (p) =>
    w(isWithdrawn(p) ? "hWithdrawn" : "hRelease", {
      gate: p.gate ?? "",
      subject: p.gate ?? "",
      reason: p.reason ?? "",
    }),
  waiver: (p) =>
    w(isWithdrawn(p) ? "hWithdrawn" : "hWaiver", {
      subject: slotText(p.subject ?? "").toLowerCase(),
      reason: p.reason ?? "",
    }),
  answer: (p) => w("hAnswer", { field: labels.field(p.field ?? ""), value: shown(p.field, p.chosen) }),
  handover: (p) => w("hHandover", { blanko: p.blanko ?? "", receiver: p.receiver_name ?? receiverText(p.receiver) }),
  application: () => w("hApplication"),
  application_answer: (p) => (p.result === "granted" ? w("hGranted") : w("hRefused", { reason: p.reason ?? "" })),
  link: (p) => w("hLink", { why: p.why ?? "" }),
  contact: () => w("hContact"),
  incident_settled: (p) => w("hSettled", { incident: incidentText(p.incident ?? ""), reason: p.reason ?? "" }),
};

/** What one line says. A kind of a newer version says so. */
export function historyText(item: HistoryItem): string {
  return SENTENCES[item.kind]?.(item.params) ?? w("hUnknown");
}

/** Lines worth showing: the fields that only keep the case together say nothing to a person. */
export function isTold(item: HistoryItem): boolean {
  return item.kind !== "field" || !["channel", "visit", "contact"].includes(item.params.field ?? "");
}

function fieldLine(p: Params): string {
  const field = p.field ?? "";
  const params = { field: fieldName(field), value: shown(field, p.value) };
  return p.value === undefined ? w("hFieldEmptied", params) : w("hField", params);
}

function fieldName(field: string): string {
  return labels.field(field).replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
}

function shown(field: string | undefined, value: string | undefined): string {
  if (field === "nik" || field === "no_kk") return nikMasked(value ?? "");
  if (field === "layanan") return labels.layanan(value ?? "");
  if (field === "punya_nik") return value === "ya" ? w("yes") : w("no");
  return labels.value(field ?? "", value);
}

function stepLine(p: Params): string {
  const keys = { started: "hStarted", done: "hDone", skipped: "hSkipped", returned: "hReturned" } as const;
  const key = keys[p.outcome as keyof typeof keys] ?? "hUnknown";
  return w(key, { step: labels.step(p.step ?? ""), reason: p.reason ?? "" });
}

function isWithdrawn(p: Params): boolean {
  return p.effect === "withdraw" || p.effect === "withdrawn";
}

function factName(name: string | undefined): string {
  const names: Record<string, string> = {
    nik: w("factNik"),
    recording_status: w("factStatus"),
    card_before: w("factCard"),
    tanggal_lahir: w("factBirth"),
    card_photo: w("factPhoto"),
  };
  return names[name ?? ""] ?? name ?? "";
}

function factValue(name: string | undefined, value: string | undefined): string {
  if (name === "nik") return nikMasked(value ?? "");
  if (name === "recording_status") return centralText(value);
  if (name === "tanggal_lahir") return dateLong(value ?? "");
  if (name === "card_photo") return w("yes");
  return value === "ya" ? w("yes") : value === "tidak" ? w("no") : (value ?? "");
}

export function resultText(result: string | undefined | null): string {
  const known = RESULTS.find((item) => item === result);
  return known ? w(known) : (result ?? "");
}

export function receiverText(receiver: string | undefined): string {
  const known = RECEIVERS.find((item) => item === receiver);
  return known ? w(known) : (receiver ?? "");
}
