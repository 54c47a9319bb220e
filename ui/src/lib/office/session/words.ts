/** Words of this place, Indonesian first. */
import { words, type Pair } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Masuk ke kantor", "Sign in to the office"],
  again: ["Masuk lagi", "Sign in again"],
  againWhy: [
    "Sesi habis karena lama tidak dipakai. Setelah masuk Anda kembali ke tempat yang sama.",
    "The session ended because it was not used. After signing in you return to the same place.",
  ],
  demoTitle: ["CONTOH: kantor latihan", "CONTOH: an office for training"],
  demoWhy: [
    "Di sini kode dari ponsel tidak diminta. Di kantor sungguhan setiap orang memakainya.",
    "No code from a telephone is asked for here. In a real office everybody uses one.",
  ],
  user: ["Nama pengguna", "User name"],
  password: ["Kata sandi", "Password"],
  enter: ["Masuk", "Sign in"],
  leave: ["Keluar", "Sign out"],
  otherUser: ["Masuk sebagai orang lain", "Sign in as somebody else"],
  signedInAs: ["{nama}, {peran}", "{nama}, {peran}"],
  step: ["Masuk pertama kali, langkah {n} dari 3", "First sign-in, step {n} of 3"],
  next: ["Lanjut", "Next"],

  ownTitle: ["Pilih kata sandi sendiri", "Choose your own password"],
  ownWhy: [
    "Kata sandi sekali pakai dari admin sudah diterima dan tidak berlaku lagi setelah ini. Kata sandi sendiri hanya Anda yang tahu.",
    "The one-time password of the admin was right and will not work again. Your own is known to you alone.",
  ],
  ownPassword: ["Kata sandi baru", "New password"],
  ownHelp: [
    "Paling sedikit 12 karakter, misalnya empat kata yang mudah Anda ingat. Tanpa nama pengguna.",
    "At least 12 characters, for example four words that you remember. Without the user name.",
  ],
  ownAgain: ["Ketik sekali lagi", "Type it once more"],
  ownDiffers: ["Kedua kata sandi tidak sama.", "The two passwords are not the same."],

  factorTitle: ["Pasang kode di ponsel", "Set up the code on your telephone"],
  factorWhy: [
    "Buka aplikasi autentikator di ponsel (misalnya Google Authenticator, Aegis), pilih tambah akun, lalu pindai gambar ini.",
    "Open the authenticator on your telephone (for example Google Authenticator, Aegis), choose to add an account and scan this picture.",
  ],
  factorImage: ["Gambar QR untuk aplikasi autentikator", "QR picture for the authenticator"],
  factorTyped: [
    "Tidak dapat memindai? Ketik kunci ini di aplikasi:",
    "Cannot scan? Type this key into the application:",
  ],
  factorCode: ["Enam angka yang tampak di ponsel", "Six digits that the telephone shows"],
  factorHelp: ["Angka berganti setiap 30 detik.", "The digits change every 30 seconds."],

  codesTitle: ["Simpan kode cadangan", "Keep the recovery codes"],
  codesWhy: [
    "Bila ponsel hilang, satu kode ini menggantikan angka di ponsel. Setiap kode berlaku sekali. Kode tidak ditampilkan lagi: cetak atau simpan sekarang, di tempat yang terkunci.",
    "If the telephone is lost, one of these stands in for its digits. Each works once. They are not shown again: print or save them now, and keep them locked away.",
  ],
  codesPrint: ["Cetak", "Print"],
  codesSave: ["Simpan sebagai berkas", "Save as a file"],
  codesKept: ["Kode sudah saya simpan di tempat terkunci", "I have locked the codes away"],
  codesBegin: ["Mulai bekerja", "Begin to work"],
  codesFile: [
    "Kode cadangan KTP-el Mobile, {office}\nNama pengguna: {user}\nSetiap kode berlaku sekali.",
    "Recovery codes of KTP-el Mobile, {office}\nUser name: {user}\nEach code works once.",
  ],

  codeTitle: ["Ketik kode dari ponsel", "Type the code from your telephone"],
  codeWhy: [
    "Kata sandi benar. Buka aplikasi autentikator, lalu ketik enam angka yang tampak di sana.",
    "The password is right. Open the authenticator and type the six digits that it shows.",
  ],
  code: ["Kode", "Code"],
  codeHelp: [
    "Ponsel tidak ada? Ketik satu kode cadangan. Keduanya tidak ada? Minta admin mengatur ulang akun.",
    "No telephone? Type a recovery code. Neither? Ask the admin to reset the account.",
  ],
});

/** Why a password is not taken, by the code of the server. */
export const weakWords: Record<string, Pair> = {
  short: ["Paling sedikit 12 karakter.", "At least 12 characters."],
  login: ["Kata sandi tidak boleh memuat nama pengguna.", "The password must not hold the user name."],
  plain: ["Pakai lebih banyak karakter yang berbeda.", "Use more different characters."],
  same: ["Kata sandi baru sama dengan yang lama.", "The new password is the old one."],
};
