/** Words of this place, Indonesian first. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Masuk ke kantor", "Sign in to the office"],
  again: ["Masuk lagi", "Sign in again"],
  againWhy: [
    "Sesi habis karena lama tidak dipakai. Setelah masuk Anda kembali ke tempat yang sama.",
    "The session ended because it was not used. After signing in you return to the same place.",
  ],
  user: ["Nama pengguna", "User name"],
  password: ["Kata sandi", "Password"],
  enter: ["Masuk", "Sign in"],
  leave: ["Keluar", "Sign out"],
  signedInAs: ["{nama}, {peran}", "{nama}, {peran}"],
});
