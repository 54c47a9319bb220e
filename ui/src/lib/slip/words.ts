import { words } from "../shared/i18n.svelte";

export const w = words({
  genuine: ["Slip asli", "Genuine slip"],
  genuine_revoked_later: [
    "Slip asli, tetapi laptopnya kemudian dicabut",
    "Genuine slip, but its laptop was revoked later",
  ],
  revoked: ["Slip tidak berlaku: laptopnya sudah dicabut", "Slip does not count: its laptop is revoked"],
  not_genuine: ["Slip tidak asli atau rusak", "Slip is not genuine or damaged"],
  unknown_signer: ["Kunci slip ini belum dikenal di laptop ini", "The key of this slip is not known on this laptop"],
  issued: ["Dicetak {device}, {time}.", "Printed by {device}, {time}."],
  says: ["Kasus {kode} · {inisial} · {layanan}", "Case {kode} · {inisial} · {layanan}"],
  nikEnd: ["NIK berakhiran {n}", "NIK ends with {n}"],
  notHere: [
    "Kasusnya tidak ada di laptop ini. Terima sebagai pemohon, atau cari lagi setelah Kirim.",
    "Its case is not on this laptop. Receive the applicant, or search again after Send.",
  ],
  askOffice: [
    "Cocokkan dengan nama pemohon dan tanyakan ke kantor sebelum melayani.",
    "Compare it with the applicant's name and ask the office before you serve.",
  ],
  scanAgain: [
    "Pindai sekali lagi dari kertas. Bila tetap begini, cari kasusnya dengan nama atau NIK dan jangan percaya slipnya.",
    "Scan the paper once more. If it stays so, find the case by name or NIK and do not trust the slip.",
  ],
  fetchKeys: [
    "Mungkin dari laptop yang baru. Tekan Kirim bila ada sinyal, lalu pindai lagi; atau cari kasusnya dengan nama atau NIK.",
    "Perhaps from a new laptop. Press Send where there is signal, then scan again; or find the case by name or NIK.",
  ],
});
