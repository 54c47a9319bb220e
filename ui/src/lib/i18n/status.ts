/** Words for the states of the national recording (central deduplication) and for the state of steps. */
import type { StepStatus } from "../ipc/generated/StepStatus";
import { locale, type Pair } from "../shared/i18n.svelte";
import type { Shape } from "../shared/Sign.svelte";
import type { Tone } from "../shared/toasts.svelte";

const CENTRAL: Record<string, Pair> = {
  UNREGISTERED: ["NIK ada, belum direkam", "NIK known, not recorded"],
  BIO_CAPTURED: ["Sudah direkam, belum terkirim ke pusat", "Recorded, not sent to the centre"],
  PROCESSING: ["Sedang disiapkan untuk dikirim ke pusat", "Being prepared for the centre"],
  SENT_FOR_ENROLLMENT: ["Terkirim ke pusat", "Sent to the centre"],
  RECEIVED_AT_CENTRAL: ["Diterima pusat", "Received at the centre"],
  REQUEST_VALIDATION: ["Perlu validasi di pusat", "Needs validation at the centre"],
  ENROLL_FAILURE_AT_CENTRAL: [
    "Rekaman tidak terbaca di pusat, perlu rekam ulang",
    "Recording unreadable at the centre, must be repeated",
  ],
  ENROLL_FAILURE_AT_REGIONAL: [
    "Rekaman tidak terbaca di daerah, perlu rekam ulang",
    "Recording unreadable in the region, must be repeated",
  ],
  SEARCH_FAILURE_AT_CENTRAL: ["Pencarian di pusat gagal", "Search at the centre failed"],
  ADJUDICATE_RECORD: ["Mirip orang lain, menunggu keputusan pusat", "Resembles another person, the centre decides"],
  DUPLICATE_RECORD: ["Sudah pernah terekam; kartu belum dapat terbit", "Recorded twice; no card can be issued yet"],
  PRINT_READY_RECORD: ["Siap cetak", "Ready to print"],
  SENT_FOR_CARD_PRINTING: ["Dikirim ke pencetakan", "Sent for printing"],
  CARD_PRINTED: ["Kartu sudah tercetak", "Card printed"],
  CARD_SHIPPED: ["Kartu sedang dikirim", "Card shipped"],
  CARD_ISSUED: ["Kartu sudah diserahkan", "Card handed over"],
};
const UNKNOWN: Pair = ["belum diketahui", "not known yet"];

/** The central status in words; one that is unknown here is said to be unknown. */
export function centralText(status: string | null | undefined): string {
  return locale.pick(CENTRAL[status ?? ""] ?? UNKNOWN);
}

/** How a step's state looks and reads. */
export const STEP_STATES: Record<StepStatus, { shape: Shape; tone: Tone; word: Pair }> = {
  done: { shape: "check", tone: "ok", word: ["selesai", "done"] },
  skipped: { shape: "dash", tone: "neutral", word: ["tidak perlu", "not needed"] },
  open: { shape: "ring", tone: "info", word: ["siap dikerjakan", "ready"] },
  running: { shape: "half", tone: "info", word: ["dikerjakan", "in progress"] },
  returned: { shape: "back", tone: "warn", word: ["dikembalikan", "sent back"] },
  waiting: { shape: "hourglass", tone: "warn", word: ["menunggu", "waiting"] },
  blocked: { shape: "lock", tone: "neutral", word: ["belum bisa", "not yet"] },
  contested: { shape: "split", tone: "bad", word: ["berbeda pendapat", "disputed"] },
};
