import { span } from "../shared/format";
import { fill, locale, type Pair } from "../shared/i18n.svelte";
import { asProblem, type ProblemCode } from "./problem";

/** Words for every code: what happened, what is safe, what to do. */
const problemWords: Record<ProblemCode, Pair> = {
  unauthenticated: ["Sesi sudah habis. Masuk lagi.", "The session has ended. Sign in again."],
  wrong_password: ["Nama pengguna atau kata sandi salah.", "User name or password is wrong."],
  wrong_code: [
    "Kode salah atau sudah terpakai. Tunggu kode berikutnya di ponsel, lalu ketik lagi.",
    "The code is wrong or was used. Wait for the next code on the telephone and type it.",
  ],
  account_disabled: ["Akun ini ditutup. Hubungi admin kantor.", "This account is closed. Ask the admin of the office."],
  one_time_expired: [
    "Kata sandi sekali pakai sudah lewat tujuh hari. Minta yang baru kepada admin.",
    "The one-time password is older than seven days. Ask the admin for a new one.",
  ],
  weak_password: ["Kata sandi ini terlalu mudah ditebak.", "This password is too easy to guess."],
  login_taken: [
    "Nama pengguna ini sudah ada. Pilih nama lain.",
    "There is an account with this user name. Choose another.",
  ],
  account_must_stay: [
    "Akun ini harus tetap terbuka: admin terakhir, atau akun Anda sendiri. Tidak ada yang berubah.",
    "This account must stay open: the last admin, or your own. Nothing changed.",
  ],
  too_many_tries: [
    "Terlalu banyak percobaan. Tunggu {wait}, lalu coba lagi.",
    "Too many tries. Wait {wait}, then try again.",
  ],
  second_person: [
    "Anda yang membuka kode ini, jadi orang lain yang harus menyetujui laptopnya. Tidak ada yang berubah.",
    "You opened this code, so another person has to approve the laptop. Nothing changed.",
  ],
  not_your_role: [
    "Peran Anda tidak boleh melakukan ini. Tidak ada yang berubah.",
    "Your role may not do this. Nothing changed.",
  ],
  not_found: [
    "Tidak ditemukan di server. Mungkin alamatnya salah atau data belum dikirim laptop.",
    "Not found on the server. The address may be wrong, or the laptop has not sent it.",
  ],
  bad_request: [
    "Server tidak mengerti permintaan ini. Tidak ada yang berubah. Muat ulang halaman.",
    "The server did not understand. Nothing changed. Reload the page.",
  ],
  invalid: ["Ada isian yang tidak benar. Tidak ada yang disimpan.", "A value is not right. Nothing was saved."],
  stale: [
    "Data berubah sementara Anda memilih. Tidak ada yang disimpan. Lihat yang baru, lalu putuskan lagi.",
    "The data changed while you were choosing. Nothing was saved. Look at the new values and decide again.",
  ],
  not_allowed: [
    "SOP belum membolehkan ini. Tidak ada yang berubah.",
    "The SOP does not allow this yet. Nothing changed.",
  ],
  nothing_to_do: ["Tidak ada yang perlu diubah.", "Nothing needs to change."],
  origin: [
    "Permintaan ditolak karena datang dari alamat lain. Buka dasbor dari alamat kantor.",
    "Refused because the request came from another address. Open the dashboard at the address of the office.",
  ],
  disk_full: [
    "Ruang server penuh. Yang sudah tersimpan aman, yang baru belum tersimpan. Admin perlu mengosongkan ruang, lalu ulangi.",
    "The server's disk is full. What was saved is safe, the last entry was not saved. The admin has to free some space; then repeat.",
  ],
  version_too_old: [
    "Program laptop dan program kantor tidak sebaya. Tidak ada yang hilang. Pasang versi baru di tempat yang lama.",
    "The programs of laptop and office are of different age. Nothing is lost. Install the new version where the old one is.",
  ],
  internal: [
    "Server mengalami kesalahan. Tidak ada yang disimpan. Coba lagi; bila berulang, hubungi admin.",
    "The server failed. Nothing was saved. Try again; if it repeats, call the admin.",
  ],
  unreachable: [
    "Server tidak terjangkau. Tidak ada yang disimpan. Periksa jaringan, lalu coba lagi.",
    "The server cannot be reached. Nothing was saved. Check the network, then try again.",
  ],
  nonsense: [
    "Jawaban server tidak dapat dibaca. Muat ulang halaman.",
    "The answer of the server cannot be read. Reload the page.",
  ],
};

/** The sentence for whatever was thrown. */
export function problemText(thrown: unknown): string {
  const problem = asProblem(thrown);
  const wait_s = Number(problem.params.wait_s ?? 60);
  return fill(locale.pick(problemWords[problem.code]), { wait: span(wait_s * 1000) });
}
