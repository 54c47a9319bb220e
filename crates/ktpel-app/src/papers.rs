//! The documents of a case or a visit, from what is known of it. Lays nothing out: that is ktpel-print.

use ktpel_case::{detail::CaseDetail, stage::print_from};
use ktpel_domain::{Date, kode::Kode, layanan::Layanan, nama, stage::Stage, time::Timestamp, wilayah};
use ktpel_ipc::views::VisitView;
use ktpel_print::{
    Roll,
    documents::{
        Baris, CardFace, Document, F101, Kantor, Pejabat, Picture, Slip, SuratHimbauan, TandaTerima,
        card_face::Geser,
        f101::{Bagian, Dokumen, Keadaan},
        surat_himbauan::{KontakPetugas, LayananSyarat},
        tanda_terima::Perihal,
    },
};
use ktpel_sop::catalogue;

/// The office as its papers name it: from the settings that the office sent, never from code.
pub(crate) struct Letterhead {
    pub(crate) kantor: Kantor,
    pub(crate) pejabat: Pejabat,
}

/// Agreed value of a field; empty while it is unknown or in conflict.
fn value<'a>(case: &'a CaseDetail, field: &str) -> &'a str {
    let said = case.fields.get(field).filter(|field| !field.conflict);
    said.and_then(|field| field.said.first()).and_then(|said| said.value.as_deref()).unwrap_or_default()
}

/// The label of a stored code, or the text itself.
fn label(case: &CaseDetail, field: &str) -> String {
    let stored = value(case, field);
    stored.parse::<Kode>().map_or_else(|_| stored.to_owned(), |kode| kode.label)
}

fn birth_date(case: &CaseDetail) -> Option<Date> {
    case.person.tanggal_lahir.as_deref()?.parse().ok()
}

/// Face of the card. `None` while the birth date or the official NIK is missing: the gate is shut then anyway.
pub(crate) fn card_face(case: &CaseDetail, letterhead: &Letterhead, today: Date, pictures: CardPictures) -> Option<Document> {
    let nik = case.person.nik.clone().filter(|_| case.person.nik_official)?;
    let kelurahan = value(case, "kelurahan");
    let region = wilayah::lookup(kelurahan);
    Some(Document::CardFace(CardFace {
        nik,
        nama: case.person.nama.clone(),
        tempat_lahir: value(case, "tempat_lahir").to_owned(),
        tanggal_lahir: birth_date(case)?,
        jenis_kelamin: if case.person.jenis_kelamin.as_deref() == Some("P") { "Perempuan" } else { "Laki-laki" }.to_owned(),
        golongan_darah: blood(&label(case, "golongan_darah")),
        alamat: value(case, "alamat").to_owned(),
        rt: value(case, "rt").to_owned(),
        rw: value(case, "rw").to_owned(),
        kelurahan: region.map_or_else(|| kelurahan.to_owned(), |region| region.name.to_owned()),
        kecamatan: region.and_then(|region| region.parent()).map(|parent| parent.name.to_owned()).unwrap_or_default(),
        agama: label(case, "agama"),
        status_perkawinan: card_marital(&label(case, "status_kawin")),
        pekerjaan: label(case, "pekerjaan"),
        kewarganegaraan: label(case, "kewarganegaraan"),
        berlaku_hingga: "SEUMUR HIDUP".to_owned(),
        tempat_terbit: letterhead.kantor.kota.clone(),
        tanggal_terbit: today,
        foto: pictures.foto.map(Picture),
        tanda_tangan: pictures.tanda_tangan.map(Picture),
        geser: Geser::default(),
    }))
}

/// Pictures on the card, as encoded images.
#[derive(Default)]
pub(crate) struct CardPictures {
    pub(crate) foto: Option<Vec<u8>>,
    pub(crate) tanda_tangan: Option<Vec<u8>>,
}

/// The card prints a dash where the blood group is not known.
fn blood(label: &str) -> String {
    if label.eq_ignore_ascii_case("tidak tahu") { String::new() } else { label.to_owned() }
}

/// The card has four marital states; "belum tercatat" of the 2019 forms does not stand on it (ref_codes.toml, marital.card).
fn card_marital(label: &str) -> String {
    let upper = label.to_uppercase();
    ["BELUM KAWIN", "CERAI HIDUP", "CERAI MATI", "KAWIN"]
        .into_iter()
        .find(|state| upper.starts_with(state))
        .map_or(upper.clone(), str::to_owned)
}

/// The slip: what stage was reached, what is missing, what to do next.
pub(crate) fn slip(case: &CaseDetail, letterhead: &Letterhead, visit: Option<&VisitView>, today: Date, qr: String) -> Document {
    let (status, langkah) = stage(case);
    let kontak = visit.map(|visit| format!("{} {}", visit.kontak_nama, visit.kontak_hp)).filter(|line| !line.trim().is_empty());
    Document::Slip(Slip {
        paper: Roll::Mm80,
        kantor: letterhead.kantor.dinas.clone(),
        kunjungan: visit.map(|visit| format!("Kel. {}", visit.summary.kelurahan_nama)).unwrap_or_default(),
        tanggal: today,
        nomor_kasus: case.kode.clone(),
        inisial: nama::initials(&case.person.nama),
        layanan: service_label(&case.layanan),
        status,
        kekurangan: missing_labels(case),
        langkah,
        kontak: kontak.into_iter().chain([letterhead.kantor.kontak.clone()]).filter(|line| !line.is_empty()).collect(),
        qr,
        kode: case.kode.clone(),
    })
}

fn service_label(id: &str) -> String {
    Layanan::find(id).map_or_else(|| id.to_owned(), |layanan| layanan.label().to_owned())
}

/// Labels of the requirements that were checked and are missing.
fn missing_labels(case: &CaseDetail) -> Vec<String> {
    let missing = case.requirements.iter().filter(|requirement| requirement.state == "missing" || requirement.state == "contested");
    missing
        .map(|requirement| match &requirement.note {
            Some(note) if !note.is_empty() => format!("{} ({note})", requirement.label),
            _ => requirement.label.clone(),
        })
        .collect()
}

/// The stage in one sentence, and what the resident does next.
fn stage(case: &CaseDetail) -> (String, Vec<String>) {
    let stage = ktpel_case::stage(case);
    let next: &[&str] = match stage {
        Stage::HandedOver => &["Periksa data pada kartu.", "Simpan kartu baik-baik."],
        Stage::Printed => &["Ambil kartu pada petugas hari ini."],
        Stage::DocumentsMissing => &["Lengkapi yang kurang di bawah ini.", "Datang lagi dengan slip ini."],
        Stage::WaitingForNik => &["Petugas menghubungi Anda setelah NIK terbit.", "Bawa slip ini bila datang ke kantor."],
        Stage::WaitingForAge => &["Datang lagi setelah berumur 17 tahun."],
        Stage::WaitingForPrint => &["Data diperiksa di pusat dahulu.", "Kartu dicetak pada kunjungan berikut atau di kantor."],
        Stage::InProgress => &["Tunggu panggilan petugas."],
    };
    let sentence = match print_from(case) {
        Some(from) if stage == Stage::WaitingForAge => format!("Sudah direkam; kartu dicetak mulai {from}."),
        Some(_) | None => stage.label().to_owned(),
    };
    (sentence, next.iter().map(|line| (*line).to_owned()).collect())
}

/// Receipt of the handover.
pub(crate) fn receipt(
    case: &CaseDetail,
    letterhead: &Letterhead,
    officer: (&str, &str),
    at: Timestamp,
    signature: Option<Vec<u8>>,
) -> Option<Document> {
    let handover = case.handover.as_ref()?;
    let withdrawn = case.requirements.iter().filter(|requirement| requirement.id.starts_with("ktp_") && requirement.state == "present");
    let sebagai = match handover.receiver.as_str() {
        "pemohon" => "Pemohon",
        "keluarga" => "Keluarga pemohon",
        _ => "Kuasa pemohon",
    };
    Some(Document::TandaTerima(TandaTerima {
        kantor: letterhead.kantor.clone(),
        perihal: Perihal::PenyerahanKartu,
        nomor_kasus: case.kode.clone(),
        rincian: vec![
            Baris::new("Nama", &case.person.nama),
            Baris::new("NIK", case.person.nik.as_deref().unwrap_or_default()),
            Baris::new("Layanan", service_label(&case.layanan)),
            Baris::new("Nomor seri blanko", &handover.blanko),
        ],
        berkas: withdrawn.map(|requirement| requirement.label.clone()).collect(),
        tempat: letterhead.kantor.kota.clone(),
        waktu: at,
        warga: handover.receiver_name.clone().unwrap_or_else(|| case.person.nama.clone()),
        sebagai: sebagai.to_owned(),
        petugas: officer.0.to_owned(),
        peran_petugas: officer.1.to_owned(),
        tanda_tangan: signature.map(Picture),
    }))
}

/// Application sheet F-1.01 with what was stated.
pub(crate) fn application(case: &CaseDetail, letterhead: &Letterhead, officer: &str, today: Date) -> Document {
    let baris = |form: &ktpel_sop::form::Form| form.fields.iter().map(|field| Baris::new(&field.label, shown(case, &field.id))).collect();
    let bagian = catalogue().form("biodata").map(|form| Bagian { judul: form.label.clone(), baris: baris(form) });
    let dokumen = case.requirements.iter().map(|requirement| Dokumen {
        label: requirement.label.clone(),
        keadaan: if requirement.state == "present" { Keadaan::Ada } else { Keadaan::Kurang },
    });
    Document::F101(F101 {
        kantor: letterhead.kantor.clone(),
        nomor_kasus: case.kode.clone(),
        keperluan: "Pengajuan NIK".to_owned(),
        bagian: bagian.into_iter().collect(),
        dokumen: dokumen.collect(),
        tempat: letterhead.kantor.kota.clone(),
        tanggal: today,
        pemohon: case.person.nama.clone(),
        petugas: officer.to_owned(),
    })
}

/// A value as a person reads it: labels of codes, names of regions.
fn shown(case: &CaseDetail, field: &str) -> String {
    let label = label(case, field);
    wilayah::lookup(&label).map_or(label, |region| region.name.to_owned())
}

/// The letter that announces a visit.
pub(crate) fn himbauan(visit: &VisitView, letterhead: &Letterhead, today: Date) -> Document {
    let region = wilayah::lookup(&visit.summary.kelurahan);
    let requirements = |ids: &[String]| {
        let labels = ids.iter().filter_map(|id| catalogue().requirement(id)).map(|requirement| requirement.label.clone());
        labels.collect()
    };
    let layanan = catalogue()
        .layanan_infos()
        .into_iter()
        .map(|info| LayananSyarat { layanan: info.label.clone(), syarat: requirements(&info.requirements) });
    Document::SuratHimbauan(SuratHimbauan {
        kantor: letterhead.kantor.clone(),
        nomor: String::new(),
        tanggal: today,
        kepada: vec![format!("Seluruh warga Kelurahan {}", visit.summary.kelurahan_nama)],
        kelurahan: visit.summary.kelurahan_nama.clone(),
        kecamatan: region.and_then(|region| region.parent()).map(|parent| parent.name.to_owned()).unwrap_or_default(),
        tanggal_kunjungan: visit.summary.tanggal.parse().unwrap_or(today),
        waktu: visit.summary.jam.clone(),
        tempat: visit.summary.tempat.clone(),
        sasaran: vec![
            "Warga berusia 16 tahun ke atas, atau sudah/pernah kawin, yang belum pernah direkam".to_owned(),
            "Warga yang KTP-el-nya hilang, rusak, atau datanya berubah".to_owned(),
            "Warga lanjut usia, sakit, atau penyandang disabilitas: hubungi petugas, kami datang ke rumah".to_owned(),
        ],
        layanan: layanan.collect(),
        kontak: vec![KontakPetugas {
            nama: visit.kontak_nama.clone(),
            tugas: "Petugas kunjungan".to_owned(),
            no_hp: visit.kontak_hp.clone(),
        }],
        pejabat: letterhead.pejabat.clone(),
        tembusan: vec![format!("Lurah {}", visit.summary.kelurahan_nama)],
    })
}
