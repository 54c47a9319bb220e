//! Making the papers: laid out, shown, and handed to a printer where one is chosen. Cards go another way (`printing.rs`).

use ktpel_case::{CaseView as Projection, detail::CaseDetail};
use ktpel_domain::Date;
use ktpel_ipc::{
    Problem,
    views::{CaseDocumentParams, CaseId, DocumentParams, DocumentView, ReportParams, VisitId},
};
use ktpel_print::{
    Job, JobId, Media,
    documents::{Document, Imprint, Kantor, Mode, Pejabat},
};

use crate::{
    App, Host,
    act::stored,
    cases::{projection, shown},
    day_report,
    opened::{Opened, SignedIn},
    papers::{self, CardPictures, Letterhead},
    pictures::{self, data_url},
    printers::{self, PrinterConfig},
    printing,
    problem::{bad, internal, not_found},
    sealing, slips, visits,
};

/// Dots per inch of what is shown on the screen.
const PREVIEW_DPI: u32 = 110;
/// Dots per inch of a thermal head.
const SLIP_DPI: u32 = 203;

/// A document ready to be shown and printed, made under the store's lock; [`finish`] prints without it.
pub(crate) struct Made {
    document: Document,
    imprint: Imprint,
    printer: Option<PrinterConfig>,
    qr: Option<String>,
}

/// The slip, receipt or application sheet of a case.
pub(crate) fn of_case<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: &CaseDocumentParams,
) -> Result<Made, Problem> {
    let view = projection(opened, &params.id)?;
    let case = shown(app, opened, &view)?.detail;
    let letterhead = letterhead(opened);
    let now = app.host().now();
    let peran = operator.peran.label();
    let (document, qr) = match params.document.as_str() {
        "slip" => {
            let visit = case.visit.as_deref().and_then(|id| visits::get(opened, &VisitId { id: id.to_owned() }).ok());
            let qr = slips::qr(opened, &case, now)?;
            (Some(papers::slip(&case, &letterhead, visit.as_ref(), now.tanggal(), qr.clone())), Some(qr))
        }
        "tanda_terima" => {
            let signature = pictures::of_slot(opened, &view, "tanda_tangan");
            (papers::receipt(&case, &letterhead, (&operator.nama, peran), now, signature), None)
        }
        "f101" => (Some(papers::application(&case, &letterhead, &operator.nama, now.tanggal())), None),
        _ => return Err(bad("document")),
    };
    let document = document.ok_or_else(|| not_found("document"))?;
    Ok(Made { document, imprint: imprint(opened, now), printer: chosen(opened, params.printer.as_deref())?, qr })
}

/// The Surat Himbauan of a visit.
pub(crate) fn of_visit<H: Host>(app: &App<H>, opened: &Opened, params: &DocumentParams) -> Result<Made, Problem> {
    let visit = visits::get(opened, &VisitId { id: params.id.clone() })?;
    let now = app.host().now();
    let document = papers::himbauan(&visit, &letterhead(opened), now.tanggal());
    Ok(Made { document, imprint: imprint(opened, now), printer: chosen(opened, params.printer.as_deref())?, qr: None })
}

/// The report of today.
pub(crate) fn of_day<H: Host>(app: &App<H>, opened: &Opened, operator: &SignedIn, params: &ReportParams) -> Result<Made, Problem> {
    let now = app.host().now();
    let (report, qr) = day_report::make(opened, operator, &letterhead(opened), now)?;
    let printer = chosen(opened, params.printer.as_deref())?;
    Ok(Made { document: Document::LaporanHarian(report), imprint: imprint(opened, now), printer, qr: Some(qr) })
}

/// The card as it would be printed.
pub(crate) fn of_card<H: Host>(app: &App<H>, opened: &mut Opened, params: &CaseId) -> Result<Made, Problem> {
    let view = projection(opened, &params.id)?;
    let case = shown(app, opened, &view)?.detail;
    let now = app.host().now();
    sealing::check_open(&view, "foto_kartu", now)?;
    let document = face(opened, &view, &case, now.tanggal()).ok_or_else(|| not_found("nik"))?;
    Ok(Made { document, imprint: imprint(opened, now), printer: None, qr: None })
}

/// The face with the pictures that are here: the photo taken at the gate, else the recorded face.
pub(crate) fn face(opened: &Opened, view: &Projection, case: &CaseDetail, today: Date) -> Option<Document> {
    let photo = pictures::of_slot(opened, view, "foto_kartu").or_else(|| pictures::of_slot(opened, view, "wajah"));
    let foto = photo.map(|photo| ktpel_device::card_photo(&photo).unwrap_or(photo));
    let pictures = CardPictures { foto, tanda_tangan: pictures::of_slot(opened, view, "tanda_tangan") };
    papers::card_face(case, &letterhead(opened), today, pictures)
}

/// Lays the document out, shows it, and prints it where a printer was chosen.
pub(crate) fn finish<H: Host>(app: &App<H>, made: Made) -> Result<DocumentView, Problem> {
    let rendered = app.typesetter().render(&made.document, made.imprint).map_err(|error| internal("document", &error))?;
    // A slip is shown in the dots of its printer, so that its QR can be read from the screen too.
    let dpi = if matches!(rendered.media(), Media::Roll(_)) { SLIP_DPI } else { PREVIEW_DPI };
    let png = rendered.png(dpi).map_err(|error| internal("document", &error))?;
    let (width, height) = rendered.size_mm();
    let mut view = DocumentView {
        preview: data_url("image/png", &png),
        aspect_permille: permille(width, height),
        printed: "shown".to_owned(),
        file: None,
        qr: made.qr,
    };
    if let Some(config) = made.printer {
        let id = JobId(app.random());
        let job = Job::new(id, &rendered).map_err(|error| internal("document", &error))?;
        let printer = config.printer().ok_or_else(|| bad("printer"))?;
        let outcome = app.runtime().block_on(printer.print(&job));
        printers::outcome(&outcome).clone_into(&mut view.printed);
        if let ktpel_print::Printer::Folder(folder) = &printer {
            view.file = Some(folder.pdf_path(job.kind, id).display().to_string());
        }
    }
    Ok(view)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "page sizes are small positive numbers")]
fn permille(width: f64, height: f64) -> u32 {
    if height > 0.0 { (width * 1000.0 / height).round() as u32 } else { 1000 }
}

fn imprint(opened: &Opened, at: ktpel_domain::time::Timestamp) -> Imprint {
    Imprint { mode: if opened.office.demo { Mode::Demo } else { Mode::Office }, at }
}

fn chosen(opened: &Opened, printer: Option<&str>) -> Result<Option<PrinterConfig>, Problem> {
    printer.map(|id| printing::find(opened, id)).transpose()
}

/// Letterhead and signing officer, from the settings of the office; the name of the office where nothing else was sent.
fn letterhead(opened: &Opened) -> Letterhead {
    let setting = |key: &str| opened.store.settings().find(key).map_err(stored).ok().flatten().unwrap_or_default();
    Letterhead {
        kantor: Kantor {
            pemerintah: setting("kop/pemerintah"),
            dinas: opened.office.name.clone(),
            alamat: setting("kop/alamat"),
            kontak: setting("kop/kontak"),
            kota: Some(setting("kop/kota")).filter(|kota| !kota.is_empty()).unwrap_or_else(|| "Kota Bima".to_owned()),
        },
        pejabat: Pejabat {
            jabatan: "Kepala Dinas".to_owned(),
            nama: setting("kop/kepala_nama"),
            pangkat: setting("kop/kepala_pangkat"),
            nip: setting("kop/kepala_nip"),
        },
    }
}
