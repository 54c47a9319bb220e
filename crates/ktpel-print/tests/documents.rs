//! What the documents say and where they say it.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../examples/samples/contoh.rs"]
mod contoh;

use std::sync::LazyLock;

use contoh::imprint;
use ktpel_print::{
    Document, Mode, Picture, PictureFault, PrintError, Rendered, Roll, Typesetter, documents::card_face::Geser, typesetter::TextRun,
};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

#[track_caller]
fn render(document: Document, mode: Mode) -> Rendered {
    TYPESETTER.render(&document, imprint(mode)).unwrap()
}

/// All text of a document, run by run; a line break inside a sentence is a run border.
fn text(rendered: &Rendered) -> String {
    rendered.text_runs().into_iter().map(|run| run.text).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check_says(document: Document, phrases: &[&str]) {
    let said = text(&render(document, Mode::Office));
    for phrase in phrases {
        assert!(said.contains(phrase), "{phrase:?} is missing");
    }
}

/// Width and height of the first page in millimetres, read from the PDF itself.
fn media_box_mm(pdf: &[u8]) -> (f64, f64) {
    let text = String::from_utf8_lossy(pdf);
    let after = text.split("/MediaBox").nth(1).unwrap();
    let numbers: Vec<f64> =
        after[after.find('[').unwrap() + 1..after.find(']').unwrap()].split_whitespace().map(|number| number.parse().unwrap()).collect();
    ((numbers[2] - numbers[0]) / 72.0 * 25.4, (numbers[3] - numbers[1]) / 72.0 * 25.4)
}

#[track_caller]
fn check_size(document: Document, width: f64, height: f64) {
    let (w, h) = media_box_mm(&render(document, Mode::Office).pdf().unwrap());
    assert!((w - width).abs() < 0.005 && (h - height).abs() < 0.005, "{w} × {h} mm; a driver would scale it to {width} × {height}");
}

#[test]
fn pages_are_exactly_the_size_of_their_medium() {
    check_size(Document::CardFace(contoh::kartu()), 85.60, 53.98);
    check_size(Document::SuratHimbauan(contoh::surat()), 210.0, 297.0);
    check_size(Document::F101(contoh::f101()), 210.0, 297.0);
    check_size(Document::BeritaAcara(contoh::berita_acara()), 210.0, 297.0);
    check_size(Document::TandaTerima(contoh::tanda_terima()), 148.0, 210.0);
}

#[test]
fn samples_take_one_page_each() {
    for (name, document, _) in contoh::semua() {
        // The list of persons is an annex of its own.
        let sheets = if matches!(document, Document::LaporanKit(_)) { 2 } else { 1 };
        assert_eq!(render(document, Mode::Office).pages(), sheets, "{name}: a usual case must not waste a second sheet");
    }
}

#[test]
fn every_document_is_an_archive_pdf_with_its_date() {
    for (name, document, _) in contoh::semua() {
        let pdf = render(document, Mode::Office).pdf().unwrap();
        let raw = String::from_utf8_lossy(&pdf);
        assert!(
            raw.contains("<pdfaid:part>2</pdfaid:part>") && raw.contains("<pdfaid:conformance>B</pdfaid:conformance>"),
            "{name}: PDF/A-2b"
        );
        assert!(raw.contains("2026-11-23T10:42:00+08:00"), "{name}: printed at 10.42 WITA");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for (name, document, _) in contoh::semua() {
        let pdf = || render(document.clone(), Mode::Office).pdf().unwrap();
        assert_eq!(pdf(), pdf(), "{name}: the hash stored with the intent must match what is printed");
    }
}

#[test]
fn demo_mode_marks_everything_and_office_mode_nothing() {
    for (name, document, _) in contoh::semua() {
        assert!(text(&render(document.clone(), Mode::Demo)).contains("CONTOH"), "{name}: training paper must never pass for real");
        let office = text(&render(document, Mode::Office)).replace("CONTOH PEJABAT", "");
        assert!(!office.contains("CONTOH"), "{name}: real paper must not look like training");
    }
}

#[test]
fn the_card_says_what_the_register_says() {
    check_says(
        Document::CardFace(contoh::kartu()),
        &[
            "5272015503909901",
            "SITI RAHMAH FO'O",
            "BIMA, 15-03-1990",
            "PEREMPUAN",
            "003/002",
            "KOLO",
            "ASAKOTA",
            "ISLAM",
            "KAWIN",
            "WNI",
            "SEUMUR HIDUP",
            "KOTA BIMA",
            "23-11-2026",
        ],
    );
}

#[test]
fn nothing_of_the_stock_is_drawn_on_the_card() {
    let said = text(&render(Document::CardFace(contoh::kartu()), Mode::Office));
    for label in ["PROVINSI", "NIK", "Nama", "Alamat", "Agama", "Berlaku", "REPUBLIK"] {
        assert!(!said.contains(label), "{label} is printed on the blanko already (product rule 5)");
    }
}

#[test]
fn an_unknown_blood_group_is_a_dash() {
    let mut card = contoh::kartu();
    card.golongan_darah = " ".to_owned();
    assert!(render(Document::CardFace(card), Mode::Office).text_runs().iter().any(|run| run.text == "-"));
}

#[test]
fn a_missing_photo_leaves_its_frame_empty_and_the_data_in_place() {
    let mut card = contoh::kartu();
    (card.foto, card.tanda_tangan) = (None, None);
    let bare = render(Document::CardFace(card), Mode::Office);
    let full = render(Document::CardFace(contoh::kartu()), Mode::Office);
    assert_eq!(bare.text_runs(), full.text_runs(), "no value may move because a picture is missing");
    let dark = |rendered: &Rendered| {
        image::load_from_memory(&rendered.png(150).unwrap())
            .unwrap()
            .crop_imm(380, 75, 100, 130)
            .to_luma8()
            .iter()
            .filter(|dot| **dot < 200)
            .count()
    };
    assert_eq!(dark(&bare), 0, "an empty frame stays white");
    assert!(dark(&full) > 5000, "the photo is there");
}

/// Left column of the card: right of the labels, left of the photo, inside the card.
#[track_caller]
fn check_card_text_in_place(runs: &[TextRun]) {
    for run in runs {
        let (left, right) = if run.left_mm > 61.0 { (61.6, 84.2) } else { (20.5, 62.2) };
        assert!(
            run.left_mm >= left - 0.05 && run.right_mm <= right + 0.05,
            "a value from {} to {} mm leaves its place",
            run.left_mm,
            run.right_mm
        );
        assert!(run.top_mm > 8.0 && run.bottom_mm < 50.0, "a value from {} to {} mm high leaves its place", run.top_mm, run.bottom_mm);
    }
}

/// Capitals of one row never touch those of the next.
#[track_caller]
fn check_rows_apart(runs: &[TextRun]) {
    let caps = |run: &TextRun| {
        let baseline = run.bottom_mm - 0.25 * run.size_pt / 72.0 * 25.4;
        (baseline - 0.727 * run.size_pt / 72.0 * 25.4, baseline)
    };
    for (n, above) in runs.iter().enumerate() {
        for below in &runs[n + 1..] {
            let ((above_top, above_base), (below_top, below_base)) = (caps(above), caps(below));
            let side_by_side = above.right_mm <= below.left_mm || below.right_mm <= above.left_mm;
            assert!(
                side_by_side || below_top > above_base + 0.2 || above_top > below_base + 0.2,
                "rows at {above_base} and {below_base} mm touch"
            );
        }
    }
}

#[test]
fn long_values_stay_in_their_place() {
    let names = [
        "R",
        "Muhammad Nurul Fajrin Ramadhan Syahputra Adiwijaya Kusumah Negara",
        "Abdurrahmanshalahuddinalayyubiwijayakusumanegara",
        "Raden Mas Bendara Pangeran Haryo Mohammad Suryadi Soerjaningrat Dipoyono Kartasasmita Hadiwinoto Cokroaminoto",
    ];
    for name in names {
        let mut card = contoh::kartu();
        card.nama = name.to_owned();
        card.alamat =
            "Perumahan Bumi Permata Hijau Indah Blok C Nomor 117, Lingkungan Rabadompu Timur, Jalan Lintas Sumbawa-Bima".to_owned();
        card.pekerjaan = "Anggota Badan Perwakilan Kelompok Masyarakat Petani/Pekebun".to_owned();
        card.tempat_lahir = "Kabupaten Kepulauan Siau Tagulandang Biaro".to_owned();
        card.tempat_terbit = "Kabupaten Penukal Abab Lematang Ilir".to_owned();
        let rendered = render(Document::CardFace(card), Mode::Office);
        check_card_text_in_place(&rendered.text_runs());
        check_rows_apart(&rendered.text_runs());
        let letters = |text: &str| text.to_uppercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        assert!(letters(&text(&rendered)).contains(&letters(name)), "a name is never cut ({} letters)", name.len());
    }
}

#[test]
fn a_value_beyond_any_size_is_refused_by_name() {
    let mut card = contoh::kartu();
    card.nama = "Syahputra ".repeat(40);
    let refused = TYPESETTER.render(&Document::CardFace(card), imprint(Mode::Office)).unwrap_err();
    assert_eq!(refused, PrintError::DoesNotFit { field: "nama".to_owned() }, "a card with half a name would be worthless");
}

#[test]
fn calibration_moves_all_of_the_print() {
    let mut card = contoh::kartu();
    card.geser = Geser { kanan_cmm: 50, bawah_cmm: -30 };
    let (moved, still) = (render(Document::CardFace(card), Mode::Office), render(Document::CardFace(contoh::kartu()), Mode::Office));
    for (a, b) in moved.text_runs().iter().zip(still.text_runs()) {
        assert!(
            (a.left_mm - b.left_mm - 0.5).abs() < 1e-6 && (a.top_mm - b.top_mm + 0.3).abs() < 1e-6,
            "every value moves by the same 0.50 and -0.30 mm"
        );
    }
}

#[test]
fn markup_in_a_name_is_only_letters() {
    let hostile = "#panic(1) *tebal* $x^2$ @label <b> \\ [#read(\"/data.json\")] // \"}{";
    let mut card = contoh::kartu();
    card.nama = hostile.to_owned();
    let on_card = render(Document::CardFace(card), Mode::Office);
    check_card_text_in_place(&on_card.text_runs());
    let joined = |rendered: &Rendered| text(rendered).replace(' ', "");
    assert!(joined(&on_card).contains(&hostile.to_uppercase().replace(' ', "")), "every character is printed as it is");
    let mut slip = contoh::slip(Roll::Mm80);
    slip.status = hostile.to_owned();
    slip.kekurangan = vec![hostile.to_owned()];
    let on_slip = joined(&render(Document::Slip(slip), Mode::Office));
    assert_eq!(on_slip.matches(&hostile.replace(' ', "")).count(), 2, "neither a sentence nor a list item is read as markup");
}

#[test]
fn a_character_without_a_glyph_never_reaches_a_card() {
    let mut card = contoh::kartu();
    card.nama = "Siti 龍".to_owned();
    let refused = TYPESETTER.render(&Document::CardFace(card), imprint(Mode::Office)).unwrap_err();
    assert_eq!(refused, PrintError::UnknownCharacter, "it would print as an empty box");
    let mut letter = contoh::surat();
    letter.tempat = "Aula 龍".to_owned();
    let pdf = render(Document::SuratHimbauan(letter), Mode::Office).pdf().unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"), "a letter is still printed, though not as an archive PDF");
}

#[test]
fn a_nik_that_is_none_is_refused() {
    for nik in ["", "527201550390990", "52720155039099011", "527201550390990A", "５２７２０１"] {
        let mut card = contoh::kartu();
        card.nik = nik.to_owned();
        assert_eq!(TYPESETTER.render(&Document::CardFace(card), imprint(Mode::Office)).unwrap_err(), PrintError::Nik);
    }
}

#[test]
fn unusable_pictures_are_refused_by_name() {
    #[track_caller]
    fn check(bytes: Vec<u8>, fault: PictureFault) {
        let mut card = contoh::kartu();
        card.foto = Some(Picture(bytes));
        let refused = TYPESETTER.render(&Document::CardFace(card), imprint(Mode::Office)).unwrap_err();
        assert_eq!(refused, PrintError::Picture { name: "foto", fault });
    }
    let photo = contoh::foto().0;
    check(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), PictureFault::Format);
    check(photo[..400].to_vec(), PictureFault::Damaged);
    check([photo.as_slice(), &vec![0; 9 * 1024 * 1024]].concat(), PictureFault::TooLarge);
}

#[test]
fn the_slip_tells_what_is_missing_and_what_to_do() {
    check_says(
        Document::Slip(contoh::slip(Roll::Mm80)),
        &[
            "KOL-2311-0042",
            "S. R. F.",
            "KTP-el hilang",
            "YANG MASIH KURANG",
            "Surat keterangan hilang dari kepolisian",
            "LANGKAH BERIKUTNYA",
            "GRATIS",
            "0812-0000-0000",
            "7K4M-2QXR",
        ],
    );
    let mut complete = contoh::slip(Roll::Mm58);
    complete.kekurangan.clear();
    let said = text(&render(Document::Slip(complete), Mode::Office));
    assert!(!said.contains("KURANG"), "nothing missing, no heading");
}

#[test]
fn slips_stay_on_their_roll_and_end_where_their_text_ends() {
    for paper in [Roll::Mm80, Roll::Mm58] {
        let mut long = contoh::slip(paper);
        long.nomor_kasus = "RABADOMPU-TIMUR-2311-000042".to_owned();
        long.status = "Abdurrahmanshalahuddinalayyubiwijayakusumanegaraabdurrahman".to_owned();
        long.kekurangan = vec!["Bukti perubahan data berupa ijazah, akta kelahiran, atau buku nikah yang asli".to_owned(); 6];
        let (short, long) = (render(Document::Slip(contoh::slip(paper)), Mode::Office), render(Document::Slip(long), Mode::Office));
        let margin = f64::from(paper.width_mm()) / 2.0 - f64::from(paper.dots()) / 16.0;
        for run in long.text_runs() {
            assert!(
                run.left_mm > margin - 0.1 && run.right_mm < f64::from(paper.width_mm()) - margin + 0.1,
                "{paper:?}: text at {} to {} mm is off the head",
                run.left_mm,
                run.right_mm
            );
        }
        assert!(long.size_mm().1 > short.size_mm().1 + 20.0, "{paper:?}: more text, more paper");
    }
}

#[test]
fn a_word_without_end_stays_on_the_paper() {
    let mut sheet = contoh::f101();
    sheet.bagian[0].baris[0].nilai = "Abdurrahman".repeat(20);
    let rendered = render(Document::F101(sheet), Mode::Office);
    assert!(rendered.text_runs().iter().all(|run| run.right_mm < 192.1), "it breaks at the margin");
    let pdf = rendered.pdf().unwrap();
    assert!(String::from_utf8_lossy(&pdf).contains("<pdfaid:part>2</pdfaid:part>"), "breaking it adds no unknown character");
}

#[test]
fn the_letter_invites_and_is_signed() {
    check_says(
        Document::SuratHimbauan(contoh::surat()),
        &[
            "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL",
            "400.12/117/DUKCAPIL/2026",
            "16 November 2026",
            "Senin, 23 November 2026",
            "Aula Kantor Kelurahan Kolo",
            "Surat keterangan hilang dari kepolisian",
            "GRATIS.",
            "0813-0000-0000",
            "Hj. CONTOH PEJABAT, S.H.",
            "NIP. 00000000 000000 0 000",
        ],
    );
}

#[test]
fn receipts_differ_by_who_hands_over() {
    let mut receipt = contoh::tanda_terima();
    check_says(
        Document::TandaTerima(receipt.clone()),
        &["TANDA TERIMA KTP-el", "A 0002 4417", "pukul 10.42 WITA", "Siti Rahmah Fo'o", "Yang menerima"],
    );
    receipt.perihal = ktpel_print::documents::tanda_terima::Perihal::PenyerahanBerkas;
    check_says(Document::TandaTerima(receipt), &["BUKTI PENYERAHAN BERKAS", "Berkas yang diserahkan"]);
}

#[test]
fn a_long_record_runs_over_pages_with_its_heading() {
    let mut record = contoh::berita_acara();
    record.kartu = vec![record.kartu[0].clone(); 90];
    let rendered = render(Document::BeritaAcara(record), Mode::Office);
    assert!(rendered.pages() >= 3, "ninety cards do not fit two pages");
    let headings = rendered.text_runs().iter().filter(|run| run.text == "Nomor seri").count();
    assert!(headings >= 2, "the head of the table is repeated on each page");
    assert!(text(&rendered).contains("Halaman 2 dari"), "pages are numbered, so that none can be slipped in");
}

#[test]
fn too_much_text_is_refused_before_it_is_laid_out() {
    let mut slip = contoh::slip(Roll::Mm80);
    slip.langkah = vec!["x".repeat(1024); 600];
    assert!(matches!(TYPESETTER.render(&Document::Slip(slip), imprint(Mode::Office)), Err(PrintError::TooMuchText { limit: 524_288, .. })));
}

#[test]
fn resolutions_are_limited() {
    let rendered = render(Document::SuratHimbauan(contoh::surat()), Mode::Office);
    assert_eq!(rendered.png(0).unwrap_err(), PrintError::Resolution { dpi: 0 });
    assert_eq!(
        rendered.png(1200).unwrap_err(),
        PrintError::Resolution { dpi: 1200 },
        "139 million pixels would take the memory of a laptop"
    );
    assert_eq!(rendered.png_page(1, 96).unwrap_err(), PrintError::NoSuchPage { page: 1 });
}

#[test]
fn debug_shows_nothing_of_the_person() {
    let shown = format!("{:?} {:?} {:?}", contoh::kartu(), Document::Slip(contoh::slip(Roll::Mm80)), contoh::tanda_terima());
    for secret in ["Siti", "SITI", "5272", "KOL-2311", "S. R. F."] {
        assert!(!shown.contains(secret), "{secret} would reach a log");
    }
}
