/** How far the sending is, what waits and what may go, in words that a person thinks in: cases and pictures, not records. */
import type { StatusView } from "../ipc/generated/StatusView";
import type { SyncProgress } from "../ipc/generated/SyncProgress";
import { clockTime, number } from "../shared/format";
import { words } from "../shared/i18n.svelte";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const w = words({
  cases: ["{n} kasus", "{n} cases"],
  casesOf: ["{n} dari {of} kasus", "{n} of {of} cases"],
  files: ["{n} foto", "{n} pictures"],
  filesOf: ["foto {n} dari {of}", "picture {n} of {of}"],
  soon: ["kurang dari 1 menit", "less than a minute"],
  minutes: ["kira-kira {n} menit", "about {n} min"],
  hours: ["kira-kira {n} jam", "about {n} h"],
  size: ["{size}", "{size}"],
  calling: ["Menghubungi kantor…", "Calling the office…"],
  sending: ["Mengirim: {what}", "Sending: {what}"],
  receiving: ["menerima kabar {n} kasus", "news of {n} cases came in"],
  heard: ["Kabar dari kantor tentang {n} kasus sudah diterima.", "News of {n} cases came from the office."],
  waits: ["Menunggu dikirim: {what}", "Waiting to be sent: {what}"],
  waitsShort: ["Belum terkirim: {what}", "Not sent yet: {what}"],
  allSafe: ["Semua sudah di kantor", "Everything is at the office"],
  apartShort: ["kasus terkirim · {n} catatan laptop menunggu", "cases sent · {n} records of the laptop wait"],
  apart: ["Semua kasus sudah di kantor", "All cases are at the office"],
  apartText: [
    "{n} catatan laptop (petugas masuk, kontak, blanko, NIK yang dibuka) ikut dengan kiriman berikutnya.",
    "{n} records of the laptop (sign-ins, contacts, blanko, NIKs shown) go with the next sending.",
  ],
  cut: ["Pengiriman terhenti", "The sending has stopped"],
  cutSafe: ["Sudah aman di kantor: {what}.", "Safe at the office: {what}."],
  cutWaits: [
    "Menunggu di laptop ini: {what}. Tidak ada yang hilang; teruskan bekerja.",
    "Waiting on this laptop: {what}. Nothing is lost; keep working.",
  ],
  tryAgain: [
    "Dicoba lagi sendiri pukul {at}, atau tekan Kirim sekarang.",
    "Tried again by itself at {at}, or press Send now.",
  ],
  tryNow: ["Laptop mencoba lagi sendiri.", "The laptop tries again by itself."],
  progress: ["Kemajuan pengiriman", "Progress of the sending"],
  leftOver: ["{left} lagi", "{left} left"],
  unnamed: [
    "{n} foto menunggu sampai kantor menerima kasusnya; foto lain tidak tertahan.",
    "{n} pictures wait until the office has taken their case; they hold up no others.",
  ],
  load: ["Lewat sambungan ini dikirim", "What this connection carries"],
  everything: ["Semua: teks, lalu foto", "Everything: text, then pictures"],
  textOnly: ["Hemat data: teks dulu, foto nanti", "Save data: text now, pictures later"],
  loadHelp: [
    "Hemat data cocok untuk pulsa terbatas atau sinyal lemah. Foto tetap aman di laptop ini.",
    "Saving data suits a metered or weak line. Pictures stay safe on this laptop.",
  ],
  picturesWait: ["{n} foto ({size}) menunggu di laptop ini", "{n} pictures ({size}) wait on this laptop"],
  picturesShort: ["{n} foto menunggu", "{n} pictures wait"],
  picturesText: [
    "Hemat data dipilih: hanya teks yang dikirim. Foto aman di sini sampai Anda mengirimnya.",
    "Saving data is chosen: only text is sent. The pictures are safe here until you send them.",
  ],
  picturesNow: ["Kirim foto sekarang", "Send the pictures now"],
  picturesGoing: ["Foto dikirim untuk kali ini saja.", "The pictures go for this once."],
  weak: ["Sambungan lemah", "The connection is weak"],
  weakText: [
    "Foto berjalan sangat lambat. Anda dapat mengirim teks saja dulu; {n} foto ({size}) menunggu di laptop sampai sambungan lebih baik.",
    "Pictures go very slowly. You can send text only for now; {n} pictures ({size}) wait on the laptop for a better connection.",
  ],
  weakDo: ["Kirim teks dulu", "Send text first"],
  textDone: ["Teks sudah diterima kantor. {n} foto menunggu.", "The office has the text. {n} pictures wait."],
});

/** `12 dari 60 kasus, foto 3 dari 18`; what did not wait is left out. */
export function countsText({ cases, files }: SyncProgress): string {
  const parts = [];
  if (cases.of > 0) parts.push(w("casesOf", { n: number(cases.safe), of: number(cases.of) }));
  if (files.of > 0) parts.push(w("filesOf", { n: number(files.safe), of: number(files.of) }));
  return parts.join(", ");
}

/** `kira-kira 4 menit`, coarser the longer it takes; empty while it cannot be told. */
export function leftText(ms: number | null): string {
  if (ms === null) return "";
  if (ms < MINUTE) return w("soon");
  if (ms < 10 * MINUTE) return w("minutes", { n: Math.round(ms / MINUTE) });
  if (ms < 57.5 * MINUTE) return w("minutes", { n: 5 * Math.round(ms / (5 * MINUTE)) });
  return w("hours", { n: number(Math.round(ms / HOUR)) });
}

/** `12 kasus, 18 foto`; empty where neither waits. */
export function waitingText(status: StatusView): string {
  const parts = [];
  if (status.unsent_cases > 0) parts.push(w("cases", { n: number(status.unsent_cases) }));
  if (status.unsent_files > 0) parts.push(w("files", { n: number(status.unsent_files) }));
  return parts.join(", ");
}

/** `12 MB`, `640 KB`. */
export function sizeText(bytes: number): string {
  if (bytes >= 10_000_000) return `${number(Math.round(bytes / 1_000_000))} MB`;
  if (bytes >= 1_000_000) return `${number(Math.round(bytes / 100_000) / 10)} MB`;
  return `${number(Math.max(1, Math.round(bytes / 1000)))} KB`;
}

/** `Mengirim: 12 dari 60 kasus, foto 3 dari 18, kira-kira 4 menit`: the one line of the frame while a sync runs. */
export function runningText(status: StatusView): string {
  const left = leftText(status.progress?.left_ms ?? null);
  const counts = status.progress ? countsText(status.progress) : "";
  return counts === "" || left === "" ? headline(status) : `${headline(status)}, ${left}`;
}

/** The same without the time. */
export function headline({ progress }: StatusView): string {
  const counts = progress ? countsText(progress) : "";
  if (counts !== "") return w("sending", { what: counts });
  if (progress && progress.received_cases > 0) {
    const text = w("receiving", { n: number(progress.received_cases) });
    return text.charAt(0).toUpperCase() + text.slice(1);
  }
  return w("calling");
}

/** Pictures that wait because only text may go. */
export function picturesHeldBack(status: StatusView): boolean {
  return status.load === "text_only" && !status.pictures_now && status.unsent_files > 0;
}

/** When the office is tried again. */
export function tryAgainText(status: StatusView, now: number): string {
  const at = status.next_try_ms;
  return at === null || at <= now ? w("tryNow") : w("tryAgain", { at: clockTime(at) });
}
