/** Words of this place, Indonesian first. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  check: ["Periksa slip", "Check a slip"],
  lead: [
    "Pindai kode QR pada slip, atau tempel alamatnya di sini, lalu tekan Enter.",
    "Scan the QR code of the slip, or paste its address here, then press Enter.",
  ],
  field: ["Kode atau alamat slip", "Code or address of the slip"],
  open: ["Buka kasus", "Open the case"],
  noSlip: [
    "Ini bukan kode slip. Kode kasus seperti 7K3F-9QXM dicari di Kasus.",
    "This is no slip code. Search a case code such as 7K3F-9QXM under Cases.",
  ],
  genuine: ["Slip asli", "Genuine slip"],
  genuine_revoked_later: [
    "Slip asli, tetapi laptopnya kemudian dicabut",
    "Genuine slip, but its laptop was revoked later",
  ],
  revoked: ["Slip tidak berlaku: laptopnya sudah dicabut", "Slip does not count: its laptop is revoked"],
  not_genuine: ["Slip tidak asli atau rusak", "Slip is not genuine or damaged"],
  says: ["Kasus {kode} · {inisial} · {layanan}", "Case {kode} · {inisial} · {layanan}"],
  nikEnd: ["NIK berakhiran {n}", "NIK ends with {n}"],
  issued: ["Dicetak {device}, {time}.", "Printed by {device}, {time}."],
  notHere: ["Data kunjungannya belum sampai di kantor.", "The data of its visit has not reached the office."],
  askTeam: [
    "Waktu pada slip hanya kata laptop itu sendiri. Tanyakan kepada tim kunjungan.",
    "The time on the slip is that laptop's own word. Ask the visit's team.",
  ],
  scanAgain: [
    "Pindai sekali lagi dari kertas. Bila tetap begini, jangan percaya slip ini; cari orangnya dengan NIK di Kasus.",
    "Scan the paper once more. If it stays so, do not trust this slip; find the person by NIK under Cases.",
  ],
});
