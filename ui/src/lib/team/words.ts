import { words } from "../shared/i18n.svelte";

export const w = words({
  title: ["Laptop satu tim", "Laptops of the team"],
  text: [
    "Laptop pada jaringan yang sama saling menyerahkan kasus tanpa internet. Kantor tetap menerima semuanya lewat Kirim.",
    "Laptops on the same network hand cases to each other without internet. The office still gets everything through Send.",
  ],
  off: ["Laptop ini bekerja sendiri", "This laptop works alone"],
  opening: ["Sedang membuka sambungan…", "Opening the connection…"],
  open: ["Terbuka bagi tim", "Open to the team"],
  taken: [
    "Sambungan tidak dapat dibuka: port {port} dipakai program lain",
    "The connection cannot be opened: another program uses port {port}",
  ],
  takenText: [
    "Laptop lain biasanya tetap menemukan laptop ini pada port lain. Bila tidak, tulis alamat dengan nomor port di sana.",
    "Other laptops usually still find this one at another port. If not, write the address with the port number there.",
  ],
  otherPort: ["Pakai port lain", "Use another port"],
  ownAddress: ["Alamat laptop ini: {address}", "Address of this laptop: {address}"],
  noNetwork: [
    "Laptop ini belum tersambung ke jaringan. Nyalakan Wi-Fi tim atau pasang kabel.",
    "This laptop is on no network. Turn the team's Wi-Fi on or plug the cable in.",
  ],
  turnOn: ["Buka bagi tim", "Open to the team"],
  turnOff: ["Bekerja sendiri", "Work alone"],
  none: ["Belum ada laptop lain yang terlihat", "No other laptop is seen yet"],
  noneText: [
    "Pastikan semua laptop tersambung ke Wi-Fi yang sama dan sudah dibuka. Bila tetap tidak terlihat, tulis alamatnya.",
    "Make sure that all laptops are on the same Wi-Fi and unlocked. If one still does not show, write its address.",
  ],
  add: ["Tulis alamat", "Write an address"],
  addText: [
    "Alamat tertera di Pengaturan laptop lain itu, misalnya 192.168.1.7.",
    "The address stands in the settings of that other laptop, e.g. 192.168.1.7.",
  ],
  address: ["Alamat laptop satu tim", "Address of the team's laptop"],
  badAddress: [
    "Alamat belum benar. Tulis angka dengan titik, misalnya 192.168.1.7.",
    "The address is not right. Write numbers with dots, e.g. 192.168.1.7.",
  ],
  remove: ["Hapus alamat", "Remove the address"],
  save: ["Simpan", "Save"],
  unknown: ["Laptop yang belum dikenal", "A laptop not known yet"],
  seen: ["terakhir terhubung {ago}", "last connected {ago}"],
  calling: ["Sedang menghubungi…", "Calling…"],
  together: ["Bekerja bersama", "Working together"],
  unreachable: [
    "Tidak terjangkau. Pekerjaannya menyusul begitu tersambung lagi.",
    "Not reachable. Its work follows as soon as it is connected again.",
  ],
  otherVisit: [
    "Memilih kunjungan lain. Pilih kunjungan yang sama pada kedua laptop.",
    "Has another visit chosen. Choose the same visit on both laptops.",
  ],
  revoked: [
    "Dicabut oleh kantor. Jangan dipakai; hubungi kantor.",
    "Revoked by the office. Do not use it; call the office.",
  ],
  revokedHere: [
    "Menolak: laptop INI dicabut oleh kantor. Hubungi kantor.",
    "Refuses: the office revoked THIS laptop. Call the office.",
  ],
  otherOffice: [
    "Laptop kantor lain. Tidak ada data yang diserahkan.",
    "A laptop of another office. No data is handed over.",
  ],
  expired: [
    "Sertifikatnya sudah berakhir. Sambungkan laptop itu ke kantor.",
    "Its certificate has ended. Connect that laptop to the office.",
  ],
  notBelieved: [
    "Menolak sertifikat laptop ini. Sambungkan laptop ini ke kantor, lalu coba lagi.",
    "Refuses this laptop's certificate. Connect this laptop to the office, then try again.",
  ],
  older: ["Versi programnya terlalu lama. Perbarui laptop itu.", "Its program is too old. Update that laptop."],
  newer: [
    "Versi program laptop ini terlalu lama. Perbarui laptop ini.",
    "This laptop's program is too old. Update this laptop.",
  ],
  closed: ["Laptop itu terkunci. Minta petugasnya membuka.", "That laptop is locked. Ask its operator to open it."],
  nonsense: ["Yang menjawab di alamat ini bukan laptop tim.", "What answers at this address is no laptop of the team."],
});
