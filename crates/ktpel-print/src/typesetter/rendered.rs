//! A laid out document: as PDF for printers and archives, as pixels for previews and thermal heads.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbaImage, codecs::jpeg::JpegEncoder};
use typst::{
    foundations::{Datetime, Smart},
    layout::Abs,
};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;

use super::runs::{self, TextRun};
use crate::{
    PrintError,
    documents::Imprint,
    media::{DOTS_PER_MM, Media, Roll},
    qr::{DOTS_PER_MODULE, Modules},
};

/// Pixels of one page: A4 at 600 dpi has 35 million.
const PIXEL_LIMIT: f64 = 40_000_000.0;
/// A dot is black below this luminance; text on thermal paper should rather be bold than thin.
const INK_BELOW: u8 = 160;

/// Small text on a card shows every JPEG artefact.
const JPEG_QUALITY: u8 = 95;

/// A laid out document.
pub struct Rendered {
    pub(super) pages: PagedDocument,
    pub(super) kind: &'static str,
    pub(super) media: Media,
    pub(super) imprint: Imprint,
    pub(super) modules: Option<Modules>,
    pub(super) glyphs: Glyphs,
}

/// Whether the fonts have all that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyphs {
    /// Every character has its glyph.
    AllKnown,
    /// Some print as an empty box.
    SomeUnknown,
}

crate::documents::masked_debug!(Rendered);

impl Rendered {
    /// Id of the kind of document, e.g. `slip`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// What it is printed on.
    #[must_use]
    pub fn media(&self) -> Media {
        self.media
    }

    /// Number of pages.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.pages().len()
    }

    /// Width and height of the first page in millimetres.
    #[must_use]
    pub fn size_mm(&self) -> (f64, f64) {
        let size = self.pages.pages().first().map(|page| page.frame.size()).unwrap_or_default();
        (size.x.to_mm(), size.y.to_mm())
    }

    /// All text with its place on the page.
    #[must_use]
    pub fn text_runs(&self) -> Vec<TextRun> {
        self.pages.pages().iter().enumerate().flat_map(|(number, page)| runs::of_page(number, &page.frame)).collect()
    }

    /// PDF/A-2b; a plain PDF 1.7 where a character is in no font, which the archive format forbids.
    pub fn pdf(&self) -> Result<Vec<u8>, PrintError> {
        match self.glyphs {
            Glyphs::AllKnown => self.pdf_as(&[PdfStandard::A_2b]),
            Glyphs::SomeUnknown => self.pdf_as(&[]),
        }
    }

    fn pdf_as(&self, standards: &[PdfStandard]) -> Result<Vec<u8>, PrintError> {
        let fault = |fault: String| PrintError::Export { kind: self.kind, fault };
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some("KTP-el Mobile".to_owned())),
            timestamp: self.timestamp(),
            standards: PdfStandards::new(standards).map_err(|error| fault(error.message().to_string()))?,
            ..PdfOptions::default()
        };
        let result = typst_pdf::pdf(&self.pages, &options);
        comemo::evict(0);
        result.map_err(|faults| fault(faults.first().map(|first| first.message.to_string()).unwrap_or_default()))
    }

    fn timestamp(&self) -> Option<Timestamp> {
        let at = self.imprint.at.local();
        let part = |value: i8| u8::try_from(value).ok();
        let moment = Datetime::from_ymd_hms(
            i32::from(at.year()),
            part(at.month())?,
            part(at.day())?,
            part(at.hour())?,
            part(at.minute())?,
            part(at.second())?,
        )?;
        Timestamp::new_local(moment, 8 * 60)
    }

    /// The first page as PNG in colour.
    pub fn png(&self, dpi: u32) -> Result<Vec<u8>, PrintError> {
        self.png_page(0, dpi)
    }

    /// A page, counted from 0, as PNG in colour.
    pub fn png_page(&self, page: usize, dpi: u32) -> Result<Vec<u8>, PrintError> {
        let mut bytes = Vec::new();
        let pixels = DynamicImage::ImageRgba8(self.pixels(page, f64::from(dpi), dpi)?).into_rgb8();
        let written = pixels.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png);
        written.map_err(|error| self.export_fault(error.to_string()))?;
        Ok(bytes)
    }

    /// The first page as JPEG, for printers that take no PDF.
    pub(crate) fn jpeg(&self, dpi: u32) -> Result<Vec<u8>, PrintError> {
        let mut bytes = Vec::new();
        let pixels = DynamicImage::ImageRgba8(self.pixels(0, f64::from(dpi), dpi)?).into_rgb8();
        let written = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&pixels);
        written.map_err(|error| self.export_fault(error.to_string()))?;
        Ok(bytes)
    }

    fn export_fault(&self, fault: String) -> PrintError {
        PrintError::Export { kind: self.kind, fault }
    }

    fn pixels(&self, page: usize, exact_dpi: f64, dpi: u32) -> Result<RgbaImage, PrintError> {
        let page = self.pages.pages().get(page).ok_or(PrintError::NoSuchPage { page })?;
        let scale = exact_dpi / 72.0;
        let size = page.frame.size();
        let pixels = size.x.to_pt() * scale * size.y.to_pt() * scale;
        if dpi == 0 || pixels > PIXEL_LIMIT {
            return Err(PrintError::Resolution { dpi });
        }
        render(page, scale).ok_or(PrintError::Resolution { dpi })
    }

    /// The printable part of a slip, dot for dot as the head prints it (0 black, 255 white); none for other documents.
    ///
    /// The QR code is drawn here once more on whole dots, so that no rounding of the layout touches a module.
    pub fn slip_raster(&self) -> Result<Option<GrayImage>, PrintError> {
        let Media::Roll(roll) = self.media else { return Ok(None) };
        let exact_dpi = f64::from(DOTS_PER_MM) * 25.4;
        let paper = self.pixels(0, exact_dpi, 203)?;
        let margin = (paper.width().saturating_sub(roll.dots())) / 2;
        let mut head = GrayImage::from_fn(roll.dots(), paper.height(), |x, y| {
            let [r, g, b, _] = paper.get_pixel_checked(x + margin, y).map_or([255; 4], |pixel| pixel.0);
            let luminance = (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000;
            Luma([if luminance < u32::from(INK_BELOW) { 0 } else { 255 }])
        });
        if let Some(modules) = &self.modules {
            self.stamp_qr(modules, roll, &mut head);
        }
        Ok(Some(head))
    }

    fn stamp_qr(&self, modules: &Modules, roll: Roll, head: &mut GrayImage) {
        let side_mm = f64::from(modules.width() * DOTS_PER_MODULE) / f64::from(DOTS_PER_MM);
        let place = self.pages.pages().first().and_then(|page| runs::image_of_width(&page.frame, Abs::mm(side_mm)));
        let Some(place) = place else { return };
        let left = (roll.dots() - modules.width() * DOTS_PER_MODULE) / 2;
        let top = dots(place.y.to_mm());
        let side = modules.width() * DOTS_PER_MODULE;
        fill(head, (left.saturating_sub(2), top.saturating_sub(2)), side + 4, 255);
        for (column, row, _) in modules.iter().filter(|(_, _, dark)| *dark) {
            fill(head, (left + column * DOTS_PER_MODULE, top + row * DOTS_PER_MODULE), DOTS_PER_MODULE, 0);
        }
    }
}

/// Fills a square, as far as it lies in the image.
fn fill(image: &mut GrayImage, (left, top): (u32, u32), side: u32, luminance: u8) {
    for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (left + x, top + y))) {
        if let Some(pixel) = image.get_pixel_mut_checked(x, y) {
            *pixel = Luma([luminance]);
        }
    }
}

fn render(page: &Page, scale: f64) -> Option<RgbaImage> {
    let options = RenderOptions { pixel_per_pt: scale.into(), render_bleed: false };
    let pixmap = typst_render::render(page, &options);
    comemo::evict(0);
    let (width, height) = (pixmap.width(), pixmap.height());
    RgbaImage::from_raw(width, height, pixmap.take_demultiplied())
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on a page is small and not negative")]
fn dots(mm: f64) -> u32 {
    (mm * f64::from(DOTS_PER_MM)).round() as u32
}
