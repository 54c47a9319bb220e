//! Visits (kunjungan): assigned by the office or planned on the kit, with their contact requests (SOP MOBILE steps 1 and 2).
//!
//! What the office assigned comes as a log entry; contacts and corrections are acts and fields of the visit's own document.

use std::collections::BTreeMap;

use ktpel_case::{
    CaseDoc, CaseView, Command, ContactInput, DocKind,
    command::{ContactWay, PunyaNik},
    planned_case_id,
    visit::{ContactDetail, visit_view},
};
use ktpel_domain::{
    Date,
    ids::{ContactId, DeviceId, DocId},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_ipc::{
    Problem,
    views::{ContactItem, ContactParams, VisitId, VisitParams, VisitSummary, VisitView},
};
use ktpel_store::VisitRow;
use serde::{Deserialize, Serialize};

use crate::{
    App, Host,
    act::{act_on, load, nothing, stored},
    board::to_u32,
    lookup,
    opened::{Opened, SignedIn},
    problem::{bad, not_found},
    register, scope,
};

/// Setting that names the visit of today.
const CHOSEN: &str = "visit";

/// What is known of a visit beside its contacts; kept as JSON in the index.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct VisitMeta {
    pub(crate) kelurahan: String,
    pub(crate) kelurahan_nama: String,
    pub(crate) tanggal: String,
    pub(crate) tempat: String,
    #[serde(default)]
    pub(crate) jam: String,
    #[serde(default)]
    pub(crate) kontak_nama: String,
    #[serde(default)]
    pub(crate) kontak_hp: String,
    /// Digest of the register extract that the office made for it.
    #[serde(default)]
    pub(crate) extract: Option<String>,
    /// Its laptops; none is open to every laptop.
    #[serde(default)]
    pub(crate) team: Option<Vec<DeviceId>>,
}

impl VisitMeta {
    pub(crate) fn row(&self, doc: DocId, updated: Timestamp) -> VisitRow {
        VisitRow {
            doc,
            kelurahan: self.kelurahan.clone(),
            tempat: self.tempat.clone(),
            tanggal: self.tanggal.parse().unwrap_or(Date::ZERO),
            state: "planned".to_owned(),
            updated_ms: updated.0,
            view_json: serde_json::to_string(self).unwrap_or_default(),
        }
    }

    pub(crate) fn of_row(row: &VisitRow) -> Self {
        serde_json::from_str(&row.view_json).unwrap_or_default()
    }
}

/// The index row of a visit after its document changed: fields of the document over what the office assigned.
pub(crate) fn row(opened: &Opened, view: &CaseView) -> Result<VisitRow, Problem> {
    let known = opened.store.visit_index().find(view.id).map_err(stored)?;
    let mut meta = known.as_ref().map(VisitMeta::of_row).unwrap_or_default();
    let over = |field: &str, value: &mut String| {
        if let Some(said) = view.any_value(field) {
            said.clone_into(value);
        }
    };
    over("kelurahan", &mut meta.kelurahan);
    over("tanggal", &mut meta.tanggal);
    over("tempat", &mut meta.tempat);
    over("jam", &mut meta.jam);
    over("kontak_nama", &mut meta.kontak_nama);
    over("kontak_hp", &mut meta.kontak_hp);
    if let Some(name) = lookup::region_name(&meta.kelurahan) {
        meta.kelurahan_nama = name;
    }
    let last = view.acts.iter().map(|act| act.at).max();
    Ok(meta.row(view.id, last.unwrap_or(Timestamp(known.map_or(0, |row| row.updated_ms)))))
}

/// The visit of today, if one is chosen and this laptop still belongs to it.
pub(crate) fn chosen(opened: &Opened) -> Result<Option<DocId>, Problem> {
    let setting = opened.store.settings().find(CHOSEN).map_err(stored)?;
    let Some(id) = setting.and_then(|text| text.parse::<DocId>().ok()) else { return Ok(None) };
    let row = opened.store.visit_index().find(id).map_err(stored)?;
    Ok(row.is_none_or(|row| offered(opened, &row)).then_some(id))
}

/// Where this laptop has left the team of the visit that was chosen: chooses none, and lets the register of its kelurahan go; answers whether it did.
pub(crate) fn leave(opened: &mut Opened) -> Result<bool, Problem> {
    if opened.store.settings().find(CHOSEN).map_err(stored)?.is_none() || chosen(opened)?.is_some() {
        return Ok(false);
    }
    let left = |tx: &ktpel_store::Tx<'_>| {
        tx.settings().remove(CHOSEN)?;
        tx.residents().remove_extract()
    };
    opened.store.write(left).map_err(stored)?;
    Ok(true)
}

/// A visit whose team does not name this laptop is not offered: it is not this laptop's.
fn offered(opened: &Opened, row: &VisitRow) -> bool {
    scope::in_team(opened, &VisitMeta::of_row(row))
}

/// A visit in short.
pub(crate) fn summary(opened: &Opened, id: DocId) -> Result<Option<VisitSummary>, Problem> {
    let row = opened.store.visit_index().find(id).map_err(stored)?;
    row.map(|row| summary_of(opened, &row)).transpose()
}

fn summary_of(opened: &Opened, row: &VisitRow) -> Result<VisitSummary, Problem> {
    let meta = VisitMeta::of_row(row);
    let contacts = contacts(opened, row.doc)?.len();
    Ok(VisitSummary {
        id: row.doc.to_string(),
        kelurahan: meta.kelurahan,
        kelurahan_nama: meta.kelurahan_nama,
        tanggal: meta.tanggal,
        tempat: meta.tempat,
        jam: meta.jam,
        contacts: to_u32(contacts),
        cases: to_u32(opened.store.case_index().board(row.doc).map_err(stored)?.len()),
        residents: register::residents(opened)?,
    })
}

/// The visits of this laptop, latest date first.
pub(crate) fn list(opened: &Opened) -> Result<Vec<VisitSummary>, Problem> {
    let rows = opened.store.visit_index().list().map_err(stored)?;
    rows.iter().filter(|row| offered(opened, row)).map(|row| summary_of(opened, row)).collect()
}

/// One visit with its contacts.
pub(crate) fn get(opened: &Opened, params: &VisitId) -> Result<VisitView, Problem> {
    let id: DocId = params.id.parse().map_err(|_| not_found("visit"))?;
    let row = opened.store.visit_index().find(id).map_err(stored)?;
    let row = row.filter(|row| offered(opened, row)).ok_or_else(|| not_found("visit"))?;
    let meta = VisitMeta::of_row(&row);
    let mut contacts = contacts(opened, id)?;
    contacts.sort_by_key(|contact| std::cmp::Reverse(contact.at_ms));
    Ok(VisitView { summary: summary_of(opened, &row)?, kontak_nama: meta.kontak_nama, kontak_hp: meta.kontak_hp, contacts })
}

/// Chooses the visit of today.
pub(crate) fn select(opened: &mut Opened, params: &VisitId) -> Result<VisitView, Problem> {
    let view = get(opened, params)?;
    opened.store.write(|tx| tx.settings().put(CHOSEN, &params.id)).map_err(stored)?;
    Ok(view)
}

/// Plans a visit on the kit and chooses it.
pub(crate) fn create<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: VisitParams) -> Result<VisitView, Problem> {
    lookup::region_name(&params.kelurahan).ok_or_else(|| bad("kelurahan"))?;
    params.tanggal.parse::<Date>().map_err(|_| bad("tanggal"))?;
    let id = crate::cases::new_id(app);
    let values = [
        ("kelurahan", params.kelurahan),
        ("tanggal", params.tanggal),
        ("tempat", params.tempat),
        ("jam", params.jam),
        ("kontak_nama", params.kontak_nama),
        ("kontak_hp", params.kontak_hp),
    ];
    let values =
        values.into_iter().filter(|(_, value)| !value.trim().is_empty()).map(|(field, value)| (field.to_owned(), Some(value))).collect();
    let doc = CaseDoc::genesis(DocKind::Visit, id);
    let command = Command::SetFields { values, shown: BTreeMap::new() };
    act_on(opened, operator, doc, command, app.host().now(), &nothing)?;
    select(opened, &VisitId { id: id.to_string() })
}

/// Logs a contact request.
pub(crate) fn log_contact<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: ContactParams,
) -> Result<VisitView, Problem> {
    let id: DocId = params.visit.parse().map_err(|_| not_found("visit"))?;
    let doc = match load(opened, id)? {
        Some(doc) => doc,
        None => CaseDoc::genesis(DocKind::Visit, id),
    };
    let contact = ContactInput {
        contact: ContactId(app.random()),
        nama: params.nama,
        no_hp: params.no_hp,
        layanan: params.layanan.map(|layanan| Layanan::find(&layanan).ok_or_else(|| bad("layanan"))).transpose()?,
        punya_nik: PunyaNik::from_id(&params.punya_nik).ok_or_else(|| bad("punya_nik"))?,
        alamat: params.alamat,
        catatan: params.catatan,
        cara: ContactWay::from_id(&params.cara).ok_or_else(|| bad("cara"))?,
    };
    act_on(opened, operator, doc, Command::LogContact(contact), app.host().now(), &nothing)?;
    get(opened, &VisitId { id: params.visit })
}

fn contacts(opened: &Opened, visit: DocId) -> Result<Vec<ContactItem>, Problem> {
    let Some(doc) = document(opened, visit)? else { return Ok(Vec::new()) };
    visit_view(&doc, &opened.roster).contacts.into_iter().map(|contact| item(opened, contact)).collect()
}

fn item(opened: &Opened, contact: ContactDetail) -> Result<ContactItem, Problem> {
    let case = match contact.id.parse::<ContactId>() {
        Ok(id) => opened.store.case_index().find(planned_case_id(id)).map_err(stored)?.map(|row| row.doc.to_string()),
        Err(_) => None,
    };
    Ok(ContactItem {
        id: contact.id,
        nama: contact.nama,
        no_hp: contact.no_hp,
        layanan: contact.layanan,
        punya_nik: contact.punya_nik,
        alamat: contact.alamat,
        catatan: contact.catatan,
        cara: contact.cara,
        oleh: contact.by.nama,
        at_ms: contact.by.at_ms,
        case,
    })
}

/// The document of a visit, without touching those in memory.
fn document(opened: &Opened, visit: DocId) -> Result<Option<CaseDoc>, Problem> {
    let Some(stored_doc) = opened.store.documents().load(visit).map_err(stored)? else { return Ok(None) };
    crate::act::read(visit, &stored_doc).map(Some)
}

/// One contact of a visit.
pub(crate) fn find_contact(opened: &Opened, visit: DocId, contact: &str) -> Result<ContactItem, Problem> {
    contacts(opened, visit)?.into_iter().find(|item| item.id == contact).ok_or_else(|| not_found("contact"))
}
