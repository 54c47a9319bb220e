//! The slip as the thermal head prints it: whole dots, and a QR code that a phone reads.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../examples/samples/contoh.rs"]
mod contoh;

use std::sync::LazyLock;

use image::{GrayImage, Luma, imageops};
use ktpel_print::{Document, Mode, Roll, Slip, Typesetter, escpos, qr::Modules};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

fn raster(slip: Slip) -> GrayImage {
    TYPESETTER.render(&Document::Slip(slip), contoh::imprint(Mode::Office)).unwrap().slip_raster().unwrap().unwrap()
}

/// The paper beyond the head is white: it is the quiet zone at the sides.
fn on_paper(head: &GrayImage) -> GrayImage {
    let mut paper = GrayImage::from_pixel(head.width() + 80, head.height(), Luma([255]));
    imageops::overlay(&mut paper, head, 40, 0);
    paper
}

fn read_qr(image: GrayImage) -> Vec<String> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| image.get_pixel(x as u32, y as u32).0[0]);
    prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

#[track_caller]
fn check_reads(slip: Slip) {
    let expected = slip.qr.clone();
    assert_eq!(read_qr(on_paper(&raster(slip))), [expected], "the code is the slip's only proof");
}

#[test]
fn the_code_is_read_back_from_the_dots() {
    check_reads(contoh::slip(Roll::Mm80));
    check_reads(contoh::slip(Roll::Mm58));
    check_reads(Slip { qr: "HTTPS://CONTOH.EXAMPLE/S/7K4M2QXR".to_owned(), ..contoh::slip(Roll::Mm80) });
    check_reads(Slip { qr: "A".repeat(360), ..contoh::slip(Roll::Mm58) });
}

#[test]
fn the_code_of_a_day_report_is_read_from_the_printed_sheet() {
    let report = contoh::laporan_harian();
    let expected = report.qr.clone();
    assert!(expected.len() > 560, "as long as two signed ends of logs");
    let sheet = TYPESETTER.render(&Document::LaporanHarian(report), contoh::imprint(Mode::Office)).unwrap().png(200).unwrap();
    let page = image::load_from_memory(&sheet).unwrap().to_luma8();
    assert_eq!(read_qr(page), [expected], "from a scan at 200 dpi");
}

#[test]
fn a_phone_photograph_of_it_is_read() {
    let slip = contoh::slip(Roll::Mm80);
    let expected = slip.qr.clone();
    let paper = on_paper(&raster(slip));
    let small = imageops::resize(&paper, paper.width() * 2 / 3, paper.height() * 2 / 3, imageops::FilterType::Triangle);
    let grey = imageops::blur(&small, 0.8);
    assert_eq!(read_qr(grey), [expected], "smaller, softer, and still four grey pixels a module");
}

/// Finds the code by its modules: every module must be six dots of one colour.
#[track_caller]
fn check_whole_dots(slip: Slip) {
    let code = Modules::encode(&slip.qr, slip.paper.dots()).unwrap();
    let (head, left) = (raster(slip.clone()), (slip.paper.dots() - code.width() * 6) / 2);
    let fits_at = |top: u32| {
        code.iter().all(|(column, row, dark)| {
            let luminance = if dark { 0 } else { 255 };
            (0..36).all(|dot| {
                let (x, y) = (left + column * 6 + dot % 6, top + row * 6 + dot / 6);
                head.get_pixel_checked(x, y).is_some_and(|pixel| pixel.0[0] == luminance)
            })
        })
    };
    assert_eq!((0..head.height()).filter(|top| fits_at(*top)).count(), 1, "one code, its modules 6 × 6 dots, never scaled");
}

#[test]
fn modules_are_whole_dots_wherever_the_text_above_ends() {
    for steps in 0..4 {
        let mut slip = contoh::slip(Roll::Mm80);
        slip.langkah = vec!["Datang ke kantor pada hari kerja.".to_owned(); steps];
        check_whole_dots(slip);
    }
    check_whole_dots(contoh::slip(Roll::Mm58));
}

#[test]
fn the_raster_is_as_wide_as_the_head_and_only_black_and_white() {
    for paper in [Roll::Mm80, Roll::Mm58] {
        let head = raster(contoh::slip(paper));
        assert_eq!(head.width(), paper.dots());
        assert!(head.pixels().all(|pixel| matches!(pixel.0[0], 0 | 255)), "a thermal head knows no grey");
    }
}

#[test]
fn escpos_bytes_hold_every_dot() {
    let head = raster(contoh::slip(Roll::Mm80));
    let bytes = escpos::encode(&head);
    let mut rest = bytes.strip_prefix(&[0x1b, b'@']).unwrap();
    let mut rows = Vec::new();
    while let Some(band) = rest.strip_prefix(&[0x1d, b'v', b'0', 0]) {
        let (columns, count) = (usize::from(u16::from_le_bytes([band[0], band[1]])), usize::from(u16::from_le_bytes([band[2], band[3]])));
        rows.extend(band[4..4 + columns * count].chunks(columns).map(<[u8]>::to_vec));
        rest = &band[4 + columns * count..];
    }
    assert_eq!(rest, [0x1b, b'J', 96, 0x1d, b'V', 1], "after the picture only feed and cut");
    assert_eq!(rows.len(), head.height() as usize);
    for (x, y, pixel) in head.enumerate_pixels() {
        let printed = rows[y as usize][x as usize / 8] & (0x80 >> (x % 8)) != 0;
        assert_eq!(printed, pixel.0[0] == 0, "dot {x}, {y}");
    }
}

#[test]
fn other_documents_have_no_raster() {
    let card = TYPESETTER.render(&Document::CardFace(contoh::kartu()), contoh::imprint(Mode::Office)).unwrap();
    assert_eq!(card.slip_raster().unwrap(), None);
}
