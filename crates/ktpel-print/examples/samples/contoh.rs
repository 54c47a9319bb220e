//! One believable document of each kind, with invented people, for the sample sheets and the tests.
#![allow(dead_code, clippy::unwrap_used)]

use jiff::civil::date;
use ktpel_domain::time::Timestamp;
use ktpel_print::{
    BeritaAcara, CardFace, Document, F101, Imprint, Kantor, LaporanHarian, LaporanKit, Mode, Pejabat, Picture, Roll, Slip, SuratHimbauan,
    TandaTerima,
    documents::{
        Baris,
        berita_acara::KartuMusnah,
        card_face::Geser,
        f101::{Bagian, Dokumen, Keadaan},
        laporan_harian::{LayananHari, MutasiBlanko},
        laporan_kit::Tindakan,
        surat_himbauan::{KontakPetugas, LayananSyarat},
        tanda_terima::Perihal,
    },
};

/// 23 November 2026, 10.42 in Kota Bima.
pub const AT: Timestamp = Timestamp(1_795_401_720_000);

pub fn imprint(mode: Mode) -> Imprint {
    Imprint { mode, at: AT }
}

pub fn kantor() -> Kantor {
    Kantor {
        pemerintah: "PEMERINTAH KOTA BIMA".to_owned(),
        dinas: "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL".to_owned(),
        alamat: "Jalan Contoh Nomor 1, Kota Bima, Nusa Tenggara Barat".to_owned(),
        kontak: "Telepon (0374) 000000 · disdukcapil@contoh.example".to_owned(),
        kota: "Kota Bima".to_owned(),
    }
}

pub fn pejabat(jabatan: &str, nama: &str) -> Pejabat {
    Pejabat { jabatan: jabatan.to_owned(), nama: nama.to_owned(), pangkat: String::new(), nip: String::new() }
}

pub fn kepala_dinas() -> Pejabat {
    Pejabat {
        jabatan: "Kepala Dinas".to_owned(),
        nama: "Hj. CONTOH PEJABAT, S.H.".to_owned(),
        pangkat: "Pembina Utama Muda".to_owned(),
        nip: "00000000 000000 0 000".to_owned(),
    }
}

pub fn foto() -> Picture {
    Picture(include_bytes!("../../tests/fixtures/foto.jpg").to_vec())
}

pub fn tanda_tangan() -> Picture {
    Picture(include_bytes!("../../tests/fixtures/tanda_tangan.png").to_vec())
}

pub fn kartu() -> CardFace {
    CardFace {
        nik: "5272015503909901".to_owned(),
        nama: "Siti Rahmah Fo'o".to_owned(),
        tempat_lahir: "Bima".to_owned(),
        tanggal_lahir: date(1990, 3, 15),
        jenis_kelamin: "PEREMPUAN".to_owned(),
        golongan_darah: "O".to_owned(),
        alamat: "Lingkungan Kolo Timur".to_owned(),
        rt: "003".to_owned(),
        rw: "002".to_owned(),
        kelurahan: "Kolo".to_owned(),
        kecamatan: "Asakota".to_owned(),
        agama: "ISLAM".to_owned(),
        status_perkawinan: "KAWIN".to_owned(),
        pekerjaan: "MENGURUS RUMAH TANGGA".to_owned(),
        kewarganegaraan: "WNI".to_owned(),
        berlaku_hingga: "SEUMUR HIDUP".to_owned(),
        tempat_terbit: "Kota Bima".to_owned(),
        tanggal_terbit: date(2026, 11, 23),
        foto: Some(foto()),
        tanda_tangan: Some(tanda_tangan()),
        geser: Geser::default(),
    }
}

pub fn slip(paper: Roll) -> Slip {
    Slip {
        paper,
        kantor: "Dinas Dukcapil Kota Bima".to_owned(),
        kunjungan: "Kunjungan Kelurahan Kolo".to_owned(),
        tanggal: date(2026, 11, 23),
        nomor_kasus: "KOL-2311-0042".to_owned(),
        inisial: "S. R. F.".to_owned(),
        layanan: "KTP-el hilang".to_owned(),
        status: "Berkas diterima. Masih ada yang kurang.".to_owned(),
        kekurangan: vec![
            "Surat keterangan hilang dari kepolisian".to_owned(),
            "Fotokopi Kartu Keluarga terbaru, dengan nama yang sama seperti pada ijazah".to_owned(),
        ],
        langkah: vec![
            "Lengkapi berkas di atas.".to_owned(),
            "Bawa berkas dan slip ini ke petugas hari ini sampai pukul 15.00, atau ke kantor pada hari kerja.".to_owned(),
            "KTP-el dicetak setelah berkas lengkap.".to_owned(),
        ],
        kontak: vec!["Nurdin (WA) 0812-0000-0000".to_owned(), "Kantor: (0374) 000000".to_owned()],
        qr: QR.to_owned(),
        kode: "7K4M-2QXR".to_owned(),
    }
}

/// About as long as a signed slip: 230 alphanumerics, version 9 at M.
pub const QR: &str = "HTTPS://SLIP.CONTOH.EXAMPLE/S/6BHPO3FVYM2TQ7XK4MZL2QXRD9A1HGJ5WNC8EB0KZ3UYT6RPV4SDFM7LQX2HGAJ9KWNB5C8E1ZU3YT0RP6VHPO3FVYM2TQ7XK4MZL2QXRD9A1HGJ5WNC8EB0KZ3UYT6RPV4SDFM7LQX2HGAJ9KWNB5C8E1ZU3YT0RP6VHPO3FVYM2TQ7XK4MZL2QXRD9A1H";

pub fn surat() -> SuratHimbauan {
    let row = |layanan: &str, syarat: &[&str]| LayananSyarat {
        layanan: layanan.to_owned(),
        syarat: syarat.iter().map(|item| (*item).to_owned()).collect(),
    };
    let kontak =
        |nama: &str, tugas: &str, no_hp: &str| KontakPetugas { nama: nama.to_owned(), tugas: tugas.to_owned(), no_hp: no_hp.to_owned() };
    SuratHimbauan {
        kantor: kantor(),
        nomor: "400.12/117/DUKCAPIL/2026".to_owned(),
        tanggal: date(2026, 11, 16),
        kepada: vec!["Lurah Kolo".to_owned(), "Ketua RT dan RW se-Kelurahan Kolo".to_owned()],
        kelurahan: "Kolo".to_owned(),
        kecamatan: "Asakota".to_owned(),
        tanggal_kunjungan: date(2026, 11, 23),
        waktu: "08.00 s.d. 15.00 WITA".to_owned(),
        tempat: "Aula Kantor Kelurahan Kolo".to_owned(),
        sasaran: vec![
            "warga berumur 16 tahun ke atas, atau sudah/pernah kawin, yang belum pernah direkam;".to_owned(),
            "warga yang KTP-el-nya hilang, rusak, atau datanya berubah;".to_owned(),
            "warga yang baru pindah datang dan belum mengganti KTP-el.".to_owned(),
        ],
        layanan: vec![
            row("KTP-el baru", &["Fotokopi Kartu Keluarga"]),
            row("KTP-el hilang", &["Surat keterangan hilang dari kepolisian", "Fotokopi Kartu Keluarga"]),
            row("KTP-el rusak", &["KTP-el yang rusak", "Fotokopi Kartu Keluarga"]),
            row("Pindah datang", &["Surat keterangan pindah", "KTP-el lama"]),
            row("Perubahan data", &["KTP-el lama", "Bukti perubahan (ijazah, akta, buku nikah)", "Kartu Keluarga terbaru"]),
            row("Belum punya NIK", &["Formulir F-1.01", "Akta atau surat keterangan lahir"]),
        ],
        kontak: vec![
            kontak("Nurdin", "Petugas administrasi", "0812-0000-0000"),
            kontak("Nurhayati", "Operator perekaman", "0813-0000-0000"),
        ],
        pejabat: kepala_dinas(),
        tembusan: vec!["Camat Asakota".to_owned(), "Arsip".to_owned()],
    }
}

pub fn tanda_terima() -> TandaTerima {
    TandaTerima {
        kantor: kantor(),
        perihal: Perihal::PenyerahanKartu,
        nomor_kasus: "KOL-2311-0042".to_owned(),
        rincian: vec![
            Baris::new("Nama", "SITI RAHMAH FO'O"),
            Baris::new("NIK", "527201 550390 9901"),
            Baris::new("Layanan", "KTP-el hilang"),
            Baris::new("Nomor seri blanko", "A 0002 4417"),
            Baris::new("Tanggal cetak", "23-11-2026"),
        ],
        berkas: vec!["Surat keterangan hilang nomor SKTLK/000/XI/2026 (disimpan dalam berkas)".to_owned()],
        tempat: "Kolo".to_owned(),
        waktu: AT,
        warga: "Siti Rahmah Fo'o".to_owned(),
        sebagai: "Pemohon".to_owned(),
        petugas: "Nurdin".to_owned(),
        peran_petugas: "Petugas Administrasi".to_owned(),
        tanda_tangan: Some(tanda_tangan()),
    }
}

pub fn f101() -> F101 {
    let rows = |rows: &[(&str, &str)]| rows.iter().map(|(label, nilai)| Baris::new(*label, *nilai)).collect::<Vec<_>>();
    F101 {
        kantor: kantor(),
        nomor_kasus: "KOL-2311-0057".to_owned(),
        keperluan: "Permohonan NIK (penduduk belum ber-NIK)".to_owned(),
        bagian: vec![
            Bagian {
                judul: "Data diri".to_owned(),
                baris: rows(&[
                    ("Nama lengkap", "ARIFUDIN"),
                    ("NIK", ""),
                    ("Tempat, tanggal lahir", "BIMA, 02-05-2008"),
                    ("Jenis kelamin", "Laki-laki"),
                    ("Golongan darah", ""),
                    ("Agama", "Islam"),
                    ("Status perkawinan", "Belum Kawin"),
                    ("Hubungan dalam keluarga", "ANAK"),
                    ("Pendidikan terakhir", "SLTP/SMP/Sederajat"),
                    ("Pekerjaan", "PELAJAR/MAHASISWA"),
                    ("Kewarganegaraan", "WNI"),
                ]),
            },
            Bagian {
                judul: "Alamat".to_owned(),
                baris: rows(&[
                    ("Alamat", "Lingkungan Kolo Barat"),
                    ("RT / RW", "001 / 004"),
                    ("Kelurahan", "Kolo"),
                    ("Kecamatan", "Asakota"),
                    ("Nomor KK", ""),
                    ("Nomor HP", "0812-0000-0000"),
                ]),
            },
            Bagian {
                judul: "Orang tua".to_owned(),
                baris: rows(&[("Nama ayah", "JAMALUDIN"), ("NIK ayah", ""), ("Nama ibu", "HALIMAH"), ("NIK ibu", "")]),
            },
        ],
        dokumen: vec![
            Dokumen { label: "F-1.04 Surat pernyataan tidak memiliki dokumen kependudukan".to_owned(), keadaan: Keadaan::Ada },
            Dokumen { label: "Surat keterangan lahir".to_owned(), keadaan: Keadaan::Kurang },
        ],
        tempat: "Kolo".to_owned(),
        tanggal: date(2026, 11, 23),
        pemohon: "Arifudin".to_owned(),
        petugas: "Nurhayati".to_owned(),
    }
}

pub fn berita_acara() -> BeritaAcara {
    let kartu = |nomor: &str, sebab: &str, kasus: &str| KartuMusnah {
        nomor: nomor.to_owned(),
        sebab: sebab.to_owned(),
        nomor_kasus: kasus.to_owned(),
    };
    BeritaAcara {
        kantor: kantor(),
        nomor: String::new(),
        tanggal: date(2026, 11, 30),
        tempat: "Kantor Dinas Kependudukan dan Pencatatan Sipil Kota Bima".to_owned(),
        cara: "digunting pada bagian chip lalu dibakar".to_owned(),
        kartu: vec![
            kartu("A 0002 4401", "Gagal cetak", "KOL-2311-0007"),
            kartu("A 0002 4409", "Gagal encode", "KOL-2311-0019"),
            kartu("KTP-el lama", "Ditarik, diganti karena rusak", "KOL-2311-0031"),
        ],
        pelaksana: pejabat("Operator", "Nurhayati"),
        saksi: vec![pejabat("Petugas Administrasi", "Nurdin"), pejabat("Kasi Identitas", "Ahmad Contoh, S.Sos.")],
        mengetahui: kepala_dinas(),
    }
}

pub fn laporan_harian() -> LaporanHarian {
    let layanan =
        |nama: &str, diterima, selesai, tercetak, menunggu| LayananHari { nama: nama.to_owned(), diterima, selesai, tercetak, menunggu };
    let mutasi = |pukul: &str, nomor: &str, peristiwa: &str, jumlah, kasus: &str| MutasiBlanko {
        pukul: pukul.to_owned(),
        nomor: nomor.to_owned(),
        peristiwa: peristiwa.to_owned(),
        jumlah,
        nomor_kasus: kasus.to_owned(),
    };
    LaporanHarian {
        kantor: kantor(),
        tanggal: date(2026, 11, 23),
        kepala: vec![
            Baris::new("Laptop", "Laptop 1"),
            Baris::new("Kunjungan", "Kelurahan Kolo, Aula Kantor Kelurahan, 08.00–15.00"),
            Baris::new("Keadaan pengiriman", "12 catatan belum sampai di kantor"),
        ],
        ringkasan: vec![
            Baris::new("Diterima", "128"),
            Baris::new("Selesai dilayani", "97"),
            Baris::new("Kartu tercetak", "61"),
            Baris::new("Utang cetak", "22"),
            Baris::new("Waktu tengah", "14 menit"),
            Baris::new("Perlu diputuskan", "1"),
        ],
        layanan: vec![
            layanan("KTP-el baru", 70, 51, 20, 22),
            layanan("KTP-el hilang", 31, 29, 26, 2),
            layanan("KTP-el rusak", 18, 12, 10, 4),
            layanan("Perubahan elemen data", 9, 5, 5, 3),
        ],
        blanko: vec![
            Baris::new("Sisa kemarin", "40"),
            Baris::new("Diterima", "50"),
            Baris::new("Terpakai baik", "61"),
            Baris::new("Rusak atau gagal", "3"),
            Baris::new("Belum dipastikan", "0"),
            Baris::new("Sisa malam ini", "26"),
        ],
        mutasi: vec![
            mutasi("07.40", "A00024401 – A00024450", "Diterima", 50, ""),
            mutasi("09.12", "A00024398", "Gagal encode", 1, "7K3F-9QXM"),
            mutasi("11.47", "A00024417", "Rusak", 1, "2M8P-4TZC"),
        ],
        jejak: vec![
            Baris::new("Catatan kantor, 23-11-2026 15.20 WITA", "1187 3F9A-0C11-77E2-91B4-5D0A-C3F8-1264-AA90"),
            Baris::new("Catatan laptop ini", "412 B01C-44D7-0E9F-2A68-F3C5-7719-8E0B-D2A4"),
        ],
        qr: format!("{{\"bentuk\":\"ktpel-laporan/1\",\"contoh\":\"{}\"}}", "5d0a".repeat(135)),
        petugas: pejabat("Operator", "Siti Contoh"),
        mengetahui: pejabat("Kepala Seksi Identitas Penduduk", "Ahmad Contoh, S.Sos."),
    }
}

/// All of them, with the name of their sample sheet and the resolution it is shown at.
pub fn laporan_kit() -> LaporanKit {
    let tindakan = |waktu: &str, tindakan: &str, oleh: &str| Tindakan {
        waktu: waktu.to_owned(),
        tindakan: tindakan.to_owned(),
        oleh: oleh.to_owned(),
    };
    LaporanKit {
        kantor: kantor(),
        nomor: String::new(),
        kit: vec![
            Baris::new("Nama", "Laptop 2"),
            Baris::new("Nomor perangkat", "4f0c7a11d2b84c0e9a55e0f61b3d7c28"),
            Baris::new("Tim", "Siti Rahmawati, Amiruddin"),
            Baris::new("Kunjungan terakhir", "Kolo, 23 November 2026"),
            Baris::new("Kontak terakhir dengan kantor", "23-11-2026 07.15 WITA"),
        ],
        kejadian: vec![
            Baris::new("Dilaporkan", "23-11-2026 10.42 WITA"),
            Baris::new("Uraian", "Tertinggal di angkutan umum antara Kolo dan terminal Dara, terakhir terlihat pukul 09.30"),
        ],
        batas: "26-11-2026 10.42 WITA".to_owned(),
        isi: vec![
            Baris::new("Kasus", "128, di antaranya 41 belum selesai"),
            Baris::new("Penduduk dengan NIK dalam kasus", "119"),
            Baris::new("Petikan data penduduk", "3.240 penduduk (Kolo, 23 November 2026)"),
            Baris::new("Rekaman kasus terbuka", "533 berkas"),
            Baris::new("Rekaman kasus selesai", "1.131 berkas"),
            Baris::new("Belum sampai di kantor", "12 catatan, 31 rekaman"),
        ],
        per_kelurahan: vec![("Kolo".to_owned(), 96), ("Jatiwangi".to_owned(), 20), ("Melayu".to_owned(), 8), ("Tanpa kelurahan".to_owned(), 4)],
        perlindungan: vec![
            "Tanpa lima kata sandi tim tidak ada yang terbaca: basis data terenkripsi AES-256 (SQLCipher), kuncinya dibungkus Argon2id (64 MiB, 3 putaran).".to_owned(),
            "Rekaman kasus yang sudah selesai hanya dapat dibuka dengan kunci arsip kantor, yang tidak pernah ada di laptop.".to_owned(),
        ],
        penanganan: vec![
            tindakan("23-11-2026 10.42 WITA", "Dilaporkan hilang", "Nurhayati"),
            tindakan("23-11-2026 10.47 WITA", "Dicabut dan diperintahkan menghapus isi", "Nurhayati"),
        ],
        langkah: vec!["Laptop belum menyatakan isinya terhapus.".to_owned()],
        nik: (1..=40).map(|n| format!("••••••••••••99{n:02}")).collect(),
        mengetahui: kepala_dinas(),
    }
}

pub fn semua() -> Vec<(&'static str, Document, u32)> {
    vec![
        ("kartu", Document::CardFace(kartu()), 300),
        ("slip-80", Document::Slip(slip(Roll::Mm80)), 160),
        ("slip-58", Document::Slip(slip(Roll::Mm58)), 160),
        ("surat-himbauan", Document::SuratHimbauan(surat()), 96),
        ("tanda-terima", Document::TandaTerima(tanda_terima()), 110),
        ("f-1.01", Document::F101(f101()), 96),
        ("berita-acara", Document::BeritaAcara(berita_acara()), 96),
        ("laporan-kit", Document::LaporanKit(laporan_kit()), 96),
        ("laporan-harian", Document::LaporanHarian(laporan_harian()), 96),
    ]
}
