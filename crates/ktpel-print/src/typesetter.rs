//! Lays out documents: templates and fonts are compiled in, the content arrives as a virtual `/data.json`.
//!
//! Owns the typst world. A name cannot become markup, a template can read no file and no network, and the date is the
//! one it is given.

mod desk;
mod picture;
mod rendered;
mod runs;

use desk::Desk;
use rendered::Glyphs;
pub use rendered::Rendered;
pub use runs::TextRun;
use serde_json::json;
use typst::{
    Library, LibraryExt,
    diag::SourceDiagnostic,
    foundations::Bytes,
    layout::{Frame, FrameItem},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;

use crate::{
    PrintError,
    documents::{Document, Imprint, tanggal},
    qr::Modules,
};

/// Bytes of text that one document may have: a letter has about 4 kB, a record of 1,000 cards about 100 kB.
const TEXT_LIMIT: usize = 512 * 1024;

const FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/Inter_400Regular.ttf"),
    include_bytes!("../fonts/Inter_600SemiBold.ttf"),
    include_bytes!("../fonts/Inter_700Bold.ttf"),
];

const TEMPLATES: [(&str, &str); 9] = [
    ("common.typ", include_str!("../templates/common.typ")),
    ("kartu.typ", include_str!("../templates/card_face.typ")),
    ("slip.typ", include_str!("../templates/slip.typ")),
    ("surat-himbauan.typ", include_str!("../templates/surat_himbauan.typ")),
    ("tanda-terima.typ", include_str!("../templates/tanda_terima.typ")),
    ("f-1.01.typ", include_str!("../templates/f101.typ")),
    ("berita-acara.typ", include_str!("../templates/berita_acara.typ")),
    ("laporan-kit.typ", include_str!("../templates/laporan_kit.typ")),
    ("laporan-harian.typ", include_str!("../templates/laporan_harian.typ")),
];

/// Fonts and templates, loaded once and used from any thread.
pub struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: Vec<Source>,
}

impl Default for Typesetter {
    fn default() -> Self {
        Self::new()
    }
}

impl Typesetter {
    /// Loads fonts and templates (some tens of milliseconds).
    #[must_use]
    pub fn new() -> Self {
        let fonts: Vec<Font> = FONTS.into_iter().flat_map(|font| Font::iter(Bytes::new(font))).collect();
        let templates = TEMPLATES.into_iter().map(|(name, text)| Source::new(file_id(name), text.to_owned())).collect();
        Self { library: LazyHash::new(Library::default()), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, templates }
    }

    /// Lays out one document; about ten milliseconds.
    pub fn render(&self, document: &Document, imprint: Imprint) -> Result<Rendered, PrintError> {
        check(document)?;
        let modules = qr_of(document)?;
        let desk = self.lay_out_desk(document, imprint, modules.as_ref())?;
        let result = typst::compile::<PagedDocument>(&desk).output;
        comemo::evict(0);
        let pages = result.map_err(|faults| fault_of(document.kind(), faults.first()))?;
        let glyphs = if pages.pages().iter().any(|page| has_unknown_glyph(&page.frame)) { Glyphs::SomeUnknown } else { Glyphs::AllKnown };
        if matches!(document, Document::CardFace(_)) && glyphs == Glyphs::SomeUnknown {
            return Err(PrintError::UnknownCharacter);
        }
        Ok(Rendered { pages, kind: document.kind(), media: document.media(), imprint, modules, glyphs })
    }

    fn lay_out_desk(&self, document: &Document, imprint: Imprint, modules: Option<&Modules>) -> Result<Desk<'_>, PrintError> {
        let data = json!({
            "judul": document.title(),
            "mode": imprint.mode.id(),
            "dicetak": tanggal::waktu(imprint.at.local()),
            "qr_modul": modules.map(Modules::width),
            "isi": document.data(),
        })
        .to_string();
        if data.len() > TEXT_LIMIT {
            return Err(PrintError::TooMuchText { bytes: data.len(), limit: TEXT_LIMIT });
        }
        let mut files = vec![(file_id("data.json"), Bytes::from_string(data))];
        files.extend(modules.map(|code| (file_id("qr"), Bytes::new(code.luma()))));
        for (name, picture) in document.pictures() {
            picture::check(name, picture)?;
            files.push((file_id(name), Bytes::new(picture.0.clone())));
        }
        Ok(Desk { shop: self, main: file_id(&format!("{}.typ", document.kind())), files })
    }
}

/// Interned: the set of names is fixed, so the table does not grow.
fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("names of templates and pictures are plain file names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn check(document: &Document) -> Result<(), PrintError> {
    match document {
        Document::CardFace(card) if card.nik.len() != 16 || !card.nik.bytes().all(|byte| byte.is_ascii_digit()) => Err(PrintError::Nik),
        Document::CardFace(_)
        | Document::Slip(_)
        | Document::SuratHimbauan(_)
        | Document::TandaTerima(_)
        | Document::F101(_)
        | Document::BeritaAcara(_)
        | Document::LaporanKit(_)
        | Document::LaporanHarian(_) => Ok(()),
    }
}

fn qr_of(document: &Document) -> Result<Option<Modules>, PrintError> {
    match document {
        Document::Slip(slip) => Ok(Some(Modules::encode(&slip.qr, slip.paper.dots())?)),
        // On a sheet there is room for the largest code.
        Document::LaporanHarian(report) => Ok(Some(Modules::encode(&report.qr, u32::MAX)?)),
        Document::CardFace(_)
        | Document::SuratHimbauan(_)
        | Document::TandaTerima(_)
        | Document::F101(_)
        | Document::BeritaAcara(_)
        | Document::LaporanKit(_) => Ok(None),
    }
}

/// Templates refuse by `panic("does-not-fit:<field>")`; typst quotes the argument.
fn fault_of(kind: &'static str, fault: Option<&SourceDiagnostic>) -> PrintError {
    let message = fault.map(|fault| fault.message.to_string()).unwrap_or_default();
    match message.split_once("does-not-fit:") {
        Some((_, field)) => PrintError::DoesNotFit { field: field.trim_end_matches('"').to_owned() },
        None => PrintError::Typeset { kind, fault: message },
    }
}

fn has_unknown_glyph(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_unknown_glyph(&group.frame),
        FrameItem::Text(text) => text.glyphs.iter().any(|glyph| glyph.id == 0),
        FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => false,
    })
}
