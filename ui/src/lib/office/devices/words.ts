/** Words of this place, Indonesian first. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Perangkat", "Devices"],
  lead: ["Laptop yang boleh mengirim ke kantor ini.", "Laptops that may send to this office."],
  empty: ["Belum ada laptop terdaftar.", "No laptop is enrolled."],
  emptyHelp: [
    "Buat kode, lalu ketik di laptop pada pengaturan awal.",
    "Make a code, then type it on the laptop during set-up.",
  ],
  name: ["Nama", "Name"],
  state: ["Keadaan", "State"],
  contact: ["Kontak terakhir", "Last contact"],
  neverSeen: ["belum menghubungi", "not heard of yet"],
  never: ["belum pernah", "never"],
  holds: ["Masih disimpan laptop", "Still on the laptop"],
  holdsNothing: ["semua sudah sampai", "everything has arrived"],
  holdsEntries: ["{n} catatan", "{n} entries"],
  holdsFiles: ["{n} lampiran belum sampai", "{n} attachments not arrived"],
  holdsUnknown: ["isinya belum diketahui", "content not known yet"],
  refused: ["{n} kiriman ditahan", "{n} held back"],
  version: ["Versi", "Version"],
  active: ["aktif", "active"],
  revoked: ["dicabut", "revoked"],
  enrolled: ["Terdaftar", "Enrolled"],
  newKit: ["Daftarkan laptop baru", "Enrol a new laptop"],
  codeTitle: ["Kode untuk laptop baru", "Code for a new laptop"],
  codeLead: [
    "Ketik kode ini di laptop pada pengaturan awal. Berlaku sekali dan hanya sebentar. Jangan dikirim lewat pesan.",
    "Type this code on the laptop during set-up. It works once and only for a short time. Do not send it in a message.",
  ],
  codeLeft: ["Berlaku {time} lagi", "Valid for another {time}"],
  codeOver: ["Kode sudah tidak berlaku. Buat kode baru.", "The code is no longer valid. Make a new one."],
  codeNew: ["Buat kode baru", "Make a new code"],
  codeAddress: ["Alamat kantor", "Address of the office"],
  quiet: ["lama tanpa kabar", "long without news"],
});
