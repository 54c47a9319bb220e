/** The words for every problem code: what happened, what is safe, what to do. A code without words does not compile. */
import type { Problem } from "../ipc/generated/Problem";
import type { ProblemCode } from "../ipc/generated/ProblemCode";
import { fill, locale, type Pair } from "../shared/i18n.svelte";

const WORDS: Record<ProblemCode, Pair> = {
  bad_request: [
    "Permintaan tidak dikenali program. Data yang sudah tersimpan aman. Tutup dan buka lagi program ini.",
    "The program did not understand the request. Saved work is safe. Close and reopen the program.",
  ],
  locked: [
    "Laptop terkunci. Data aman. Masuk lagi untuk melanjutkan.",
    "The laptop is locked. Data is safe. Sign in again to go on.",
  ],
  not_set_up: [
    "Laptop ini belum disiapkan. Siapkan dengan kode dari kantor.",
    "This laptop is not set up yet. Set it up with the code from the office.",
  ],
  already_set_up: [
    "Laptop ini sudah disiapkan. Masuk dengan lima kata sandi tim.",
    "This laptop is already set up. Sign in with the team's five words.",
  ],
  wrong_passphrase: [
    "Lima kata itu tidak cocok. Periksa ejaan dan urutannya, lalu coba lagi.",
    "The five words do not match. Check spelling and order, then try again.",
  ],
  wrong_pin: ["PIN salah. Sisa percobaan: {left}.", "Wrong PIN. Tries left: {left}."],
  pin_locked: [
    "PIN terlalu sering salah. Data aman. Buka lagi dengan lima kata sandi tim.",
    "Too many wrong PINs. Data is safe. Open again with the team's five words.",
  ],
  weak_pin: [
    "PIN harus enam angka dan tidak mudah ditebak (bukan 123456 atau 111111).",
    "A PIN has six digits and is not easy to guess (not 123456 or 111111).",
  ],
  store_damaged: [
    "Sebagian data di laptop rusak ({what}). Jangan hapus apa pun. Hubungi kantor; data yang terkirim aman.",
    "Part of the data on this laptop is damaged ({what}). Delete nothing. Call the office; what was sent is safe.",
  ],
  store_newer: [
    "Data di laptop ini ditulis oleh versi program yang lebih baru. Pasang versi terbaru.",
    "The data on this laptop was written by a newer version. Install the latest version.",
  ],
  store_busy: [
    "Program ini sudah terbuka di jendela lain. Pakai jendela itu.",
    "The program is already open in another window. Use that one.",
  ],
  disk_full: [
    "Ruang laptop penuh. Yang sudah tersimpan aman, yang baru belum tersimpan. Kosongkan ruang, lalu ulangi.",
    "The disk is full. What was saved is safe, the last entry was not saved. Free some space and repeat.",
  ],
  rekey_room: [
    "Kunci baru memerlukan {need} MB ruang kosong sementara; yang ada {free} MB. Tidak ada yang berubah. Kosongkan ruang, lalu ulangi.",
    "A new key needs {need} MB of free space for a while; {free} MB are free. Nothing changed. Free some space and repeat.",
  ],
  io: [
    "Berkas tidak dapat dibaca atau ditulis. Yang sudah tersimpan aman. Ulangi; bila tetap gagal, hubungi kantor.",
    "A file could not be read or written. Saved work is safe. Try again; if it still fails call the office.",
  ],
  sealed: [
    "Foto dan rekaman kasus ini sudah disegel ke arsip. Tidak ada yang hilang. Bila kartu perlu dicetak ulang, buka permohonan baru; arsip lama dibuka di kantor.",
    "Photo and recordings of this case are sealed to the archive. Nothing is lost. To print the card again open a new case; the archive is opened at the office.",
  ],
  not_found: [
    "Tidak ditemukan di laptop ini. Mungkin belum terkirim dari laptop lain.",
    "Not found on this laptop. It may not have arrived from another laptop yet.",
  ],
  stale: [
    "Isian ini baru saja diubah orang lain. Tidak ada yang hilang. Lihat isi terbaru, lalu putuskan lagi.",
    "Someone else has just changed this. Nothing is lost. Look at the latest values and decide again.",
  ],
  invalid: ["Isian belum benar. Periksa kembali, lalu simpan lagi.", "A value is not right. Check it and save again."],
  not_allowed: ["Belum boleh menurut SOP:", "The procedure does not allow it yet:"],
  nothing_to_do: ["Tidak ada yang berubah.", "Nothing would change."],
  not_your_role: [
    "Peran Anda tidak boleh melakukan ini. Minta petugas yang berwenang.",
    "Your role may not do this. Ask the officer who may.",
  ],
  lookup_limit: [
    "Sudah 60 pencarian penduduk tanpa kasus dalam satu jam. Pencarian dibuka lagi dalam {minutes} menit, dan kantor diberi tahu. Terima pemohon dulu; dari dalam kasusnya pencarian tetap bisa.",
    "60 residents were looked up within an hour without a case. Looking up opens again in {minutes} minutes, and the office is told. Receive the applicant first; from within the case looking up still works.",
  ],
  printer: [
    "Pencetak menolak pekerjaan. Tidak ada kartu yang tercetak tanpa tercatat. Periksa pencetak, lalu ulangi.",
    "The printer refused the job. No card came out unrecorded. Check the printer and try again.",
  ],
  device: [
    "Alat rekam tidak menjawab. Rekaman yang sudah diambil aman. Periksa kabel dan alat, lalu ulangi.",
    "The recording device does not answer. Takes made so far are safe. Check cable and device, then repeat.",
  ],
  stick: [
    "USB tidak dapat dipakai. Pekerjaan di laptop aman dan belum terkirim. Periksa USB, lalu ulangi.",
    "The USB stick cannot be used. The work on the laptop is safe and not sent yet. Check the stick and repeat.",
  ],
  server_unreachable: [
    "Kantor belum terjangkau. Semua pekerjaan tersimpan di laptop dan dikirim nanti.",
    "The office cannot be reached. All work is kept on the laptop and sent later.",
  ],
  revoked: [
    "Laptop ini dicabut oleh kantor. Tidak ada yang dikirim dan pekerjaan baru tidak dapat dimulai. Semua pekerjaan tetap tersimpan di sini. Hubungi kantor.",
    "The office has revoked this laptop. Nothing is sent and no new work can begin. All work stays here. Call the office.",
  ],
  lease_over: [
    "Laptop ini sudah {days} hari tidak terhubung dengan kantor. Pekerjaan baru menunggu. Data aman; kasus yang ada tetap dapat dibuka dan dikirim. Sambungkan ke internet, lalu buka Kirim.",
    "This laptop has not met the office for {days} days. New work has to wait. Data is safe; existing cases can be opened and sent. Connect to the internet, then open Send.",
  ],
  wiped: [
    "Isi laptop ini sudah dihapus atas perintah kantor. Yang sudah diterima kantor tetap ada di kantor.",
    "The content of this laptop was deleted by order of the office. What the office had received is kept there.",
  ],
  server_full: [
    "Ruang server kantor penuh, jadi kantor belum dapat menerima. Semua pekerjaan tetap tersimpan di laptop dan dikirim lagi nanti. Beri tahu admin kantor.",
    "The office's server has no room and cannot take anything now. All work stays on the laptop and is sent later. Tell the office admin.",
  ],
  version_too_old: [
    "Program di laptop ini terlalu lama untuk kantor. Semua pekerjaan tetap tersimpan dan dapat diteruskan. Pasang versi baru, lalu kirim lagi.",
    "The program on this laptop is too old for the office. All work stays here and can go on. Install the new version, then send again.",
  ],
  server_refused: [
    "Kantor menolak laptop ini. Pekerjaan tetap tersimpan di sini. Hubungi admin kantor.",
    "The office refused this laptop. Work stays safe here. Call the office admin.",
  ],
  server_nonsense: [
    "Jawaban kantor tidak terbaca dan tidak dipakai. Data di laptop tidak berubah. Coba lagi nanti.",
    "The answer of the office could not be read and was not used. Nothing on the laptop changed. Try again later.",
  ],
  wrong_code: [
    "Kode penyiapan salah, sudah dipakai, atau kedaluwarsa. Minta kode baru dari kantor.",
    "The set-up code is wrong, used or expired. Ask the office for a new one.",
  ],
  enrol_rejected: [
    "Kantor menolak laptop ini karena kata-katanya tidak sama atau laptop ini tidak dikenal. Tidak ada yang tersimpan. Tanyakan ke kantor, lalu mulai lagi dengan kode baru.",
    "The office turned this laptop away: the words were not the same, or nobody there knows it. Nothing was kept. Ask the office, then begin again with a new code.",
  ],
  enrol_expired: [
    "Belum ada yang menyetujui dalam 15 menit. Tidak ada yang tersimpan. Minta kode baru, dan pastikan orang kedua di kantor siap.",
    "Nobody approved within 15 minutes. Nothing was kept. Ask for a new code, with a second person ready at the office.",
  ],
  other_office: [
    "Yang menjawab bukan kantor pemilik kode QR ini. Kode tidak dikirim. Pindah ke jaringan lain atau hubungi admin kantor.",
    "What answers is not the office of this QR code. The code was not sent. Use another network or call the office admin.",
  ],
  internal: [
    "Ada yang salah di dalam program. Data yang sudah tersimpan aman. Tutup dan buka lagi; bila terulang, hubungi kantor.",
    "Something is wrong in the program. Saved work is safe. Close and reopen it; if it happens again call the office.",
  ],
};

/** The device answers well: it is the finger that did not lie right. */
const POOR_CONTACT: Pair = [
  "Rekaman tidak diambil. Rekaman lain tetap aman.",
  "Nothing was taken. Other takes are safe.",
];

/** Somebody else answers at the office's address. */
const NOT_THE_OFFICE: Pair = [
  "Yang menjawab di alamat kantor bukan kantor ini. Tidak ada data yang dikirim. Pindah ke jaringan lain atau hubungi admin kantor.",
  "What answers at the office's address is not this office. No data was sent. Use another network or call the office admin.",
];

/** The kit's certificate has ended or the office does not know it. */
const NO_PERMIT: Pair = [
  "Izin laptop ini untuk terhubung sudah berakhir. Semua pekerjaan tetap tersimpan di sini. Minta kode dari kantor, lalu buka Pengaturan › Perbarui izin laptop.",
  "This laptop's permit to connect has ended. All work stays here. Ask the office for a code, then open Settings › Renew the permit.",
];

/** Why a set-up code opens nothing. */
const CODES: Partial<Record<string, Pair>> = {
  wrong: [
    "Kode itu tidak ada. Periksa huruf dan angkanya. Sesudah lima kali salah kode ditutup.",
    "There is no such code. Check its letters and digits. After five wrong tries the code is closed.",
  ],
  expired: [
    "Kode itu sudah lebih dari 15 menit. Minta kode baru dari kantor.",
    "That code is older than 15 minutes. Ask the office for a new one.",
  ],
  used: [
    "Kode itu sudah dipakai. Bila bukan oleh laptop ini, beri tahu kantor sekarang; lalu minta kode baru.",
    "That code was used already. If not by this laptop, tell the office now; then ask for a new one.",
  ],
  tries: [
    "Kode ditutup karena lima kali salah. Minta kode baru dari kantor.",
    "The code was closed after five wrong tries. Ask the office for a new one.",
  ],
  form: [
    "Isi kode QR tidak lengkap. Pindai sekali lagi, atau ketik kode dan alamat kantor.",
    "The text of the QR code is not complete. Scan it again, or type the code and the office's address.",
  ],
};
/** It is the office whose program has to be renewed. */
const OFFICE_TOO_OLD: Pair = [
  "Program di kantor lebih lama daripada laptop ini. Semua pekerjaan tetap tersimpan dan dikirim nanti. Beri tahu admin kantor.",
  "The office's program is older than this laptop's. All work stays here and is sent later. Tell the office admin.",
];

/** The sentence for a problem. The reasons of `not_allowed` are listed beside it. */
export function problemText(problem: Problem): string {
  if (problem.code === "device" && problem.params.what === "poor_contact") return locale.pick(POOR_CONTACT);
  if (problem.code === "server_nonsense" && problem.params.what === "certificate") return locale.pick(NOT_THE_OFFICE);
  if (problem.code === "server_refused" && problem.params.what === "certificate_expired") return locale.pick(NO_PERMIT);
  const code = problem.code === "wrong_code" ? CODES[problem.params.what ?? ""] : undefined;
  if (problem.code === "version_too_old" && problem.params.what === "office") return locale.pick(OFFICE_TOO_OLD);
  const pair = code ?? WORDS[problem.code] ?? WORDS.internal;
  return fill(locale.pick(pair), problem.params);
}
