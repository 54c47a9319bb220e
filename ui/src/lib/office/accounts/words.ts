/** Words of this place, Indonesian first. */
import { words, type Pair } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Akun", "Accounts"],
  lead: [
    "Siapa boleh masuk ke dasbor, dan dengan peran apa. Peran sebuah akun tidak diganti: orang dengan peran baru mendapat akun baru.",
    "Who may enter the dashboard, and in which role. The role of an account is not changed: who gets a new role gets a new account.",
  ],
  add: ["Tambah akun", "Add an account"],
  login: ["Nama pengguna", "User name"],
  loginHelp: ["Huruf kecil, angka, titik atau tanda hubung.", "Small letters, digits, dot or hyphen."],
  nama: ["Nama", "Name"],
  namaHelp: ["Seperti tampak pada catatan dan surat.", "As it stands on records and letters."],
  peran: ["Peran", "Role"],
  state: ["Keadaan", "State"],
  factor: ["Kode ponsel", "Telephone code"],
  last: ["Terakhir masuk", "Last sign-in"],
  actions: ["Tindakan", "Actions"],
  never: ["belum pernah", "never"],
  active: ["aktif", "active"],
  disabled: ["ditutup", "closed"],
  invited: ["menunggu masuk pertama", "waits for the first sign-in"],
  expired: ["kata sandi sekali pakai lewat waktu", "one-time password expired"],
  waits: ["terkunci {wait}: terlalu banyak percobaan", "locked for {wait}: too many tries"],
  own: ["akun Anda", "your account"],
  codesLeft: ["{n} kode cadangan", "{n} recovery codes"],
  close: ["Tutup akun", "Close the account"],
  open: ["Buka lagi", "Open again"],
  reset: ["Atur ulang", "Reset"],
  closeTitle: ["Tutup akun {nama}?", "Close the account of {nama}?"],
  closeWhy: [
    "Orang ini langsung keluar dan tidak dapat masuk lagi sampai akun dibuka. Yang sudah dikerjakan tetap tercatat.",
    "This person is signed out at once and cannot sign in until the account is opened. What was done stays on record.",
  ],
  closed: ["Akun ditutup.", "The account is closed."],
  opened: ["Akun dibuka lagi.", "The account is open again."],
  resetTitle: ["Atur ulang akun {nama}?", "Reset the account of {nama}?"],
  resetWhy: [
    "Hanya bila orangnya sendiri lupa kata sandi atau kehilangan ponsel dan kode cadangan. Ia langsung keluar, mendapat kata sandi sekali pakai, dan memasang kode ponsel lagi.",
    "Only when the person has lost the password, or the telephone and the recovery codes. They are signed out, get a one-time password, and set the telephone up again.",
  ],
  resetKey: [
    "Kunci tanda tangannya dibuat baru. Yang ditandatangani dengan kunci lama tetap dapat dibuktikan. Pengaturan ulang ini tercatat atas nama Anda.",
    "A new signing key is made. What was signed with the old one stays provable. This reset is recorded in your name.",
  ],
  oneTimeTitle: ["Kata sandi sekali pakai", "One-time password"],
  oneTimeWhy: [
    "Sampaikan langsung kepada orangnya, jangan lewat pesan. Berlaku untuk satu kali masuk, selama tujuh hari. Tidak ditampilkan lagi.",
    "Tell it to the person directly, not in a message. It is good for one sign-in within seven days. It is not shown again.",
  ],
  oneTimeFor: ["Nama pengguna: {login}", "User name: {login}"],
  addSave: ["Buat akun", "Make the account"],

  ownTitle: ["Akun saya", "My account"],
  ownPassword: ["Ganti kata sandi", "Change the password"],
  ownOld: ["Kata sandi sekarang", "Present password"],
  ownChanged: [
    "Kata sandi diganti. Sesi lain sudah dikeluarkan.",
    "The password is changed. Other sessions are signed out.",
  ],
  everywhere: ["Keluar di tempat lain", "Sign out elsewhere"],
  everywhereWhy: [
    "Menutup semua sesi Anda di komputer lain. Sesi ini tetap terbuka.",
    "Ends your sessions on all other computers. This one stays.",
  ],
  everywhereDone: ["Sesi lain sudah dikeluarkan.", "Other sessions are signed out."],
  codes: ["Kode cadangan", "Recovery codes"],
  codesLeftWhy: [
    "Tersisa {n} kode cadangan. Kode baru menggantikan semua yang lama.",
    "{n} recovery codes are left. New ones replace all old ones.",
  ],
  codesNew: ["Buat kode baru", "Make new codes"],
  codesCode: ["Kode dari ponsel", "Code from the telephone"],
});

export const factorWords: Record<string, Pair> = {
  totp: ["terpasang", "set up"],
  missing: ["belum dipasang", "not set up yet"],
  none: ["tidak diminta (CONTOH)", "not asked for (CONTOH)"],
};

/** Roles that an office user may have, in the order of the office. */
export const rolesWords: Record<string, Pair> = {
  kasi_identitas: ["Kasi Identitas", "Head of the identity section"],
  kabid: ["Kabid Pelayanan Pendaftaran Penduduk", "Head of the registration division"],
  kepala_dinas: ["Kepala Dinas", "Head of the office"],
  petugas_administrasi: ["Petugas Administrasi", "Administration officer"],
  operator: ["Operator", "Operator"],
  operator_perekaman: ["Operator Perekaman", "Recording operator"],
  admin: ["Admin (tanpa data pribadi)", "Administrator (no personal data)"],
};
