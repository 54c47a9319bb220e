//! A visit (kunjungan) for a screen: its fields, and its contact requests (SOP MOBILE steps 1 and 2).

use std::{collections::BTreeMap, fmt};

use data_encoding::HEXLOWER;
use ktpel_domain::ids::ContactId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    detail::{By, FieldDetail},
    doc::CaseDoc,
    ids::planned_case_id,
    project::{
        project,
        view::{CaseView, SeenAct},
    },
    roster::Roster,
    schema::v1::body::{Body, subject},
    show,
};

/// One contact request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ContactDetail {
    /// Contact id, 32 hex digits.
    pub id: String,
    /// Id of the case that opening it leads to, 32 hex digits.
    pub planned_case: String,
    /// Name.
    pub nama: String,
    /// Phone number.
    pub no_hp: Option<String>,
    /// Service asked for.
    pub layanan: Option<String>,
    /// `ya` | `tidak` | `tidak_tahu`.
    pub punya_nik: String,
    /// Address.
    pub alamat: Option<String>,
    /// Remarks.
    pub catatan: Option<String>,
    /// `telepon` | `datang` | `perangkat_kelurahan`.
    pub cara: String,
    /// When it was first logged, by that device's clock.
    #[ts(type = "number")]
    pub first_ms: i64,
    /// Who logged or last corrected it.
    pub by: By,
    /// Two laptops corrected it differently; this is one of the two.
    pub differs: bool,
}

impl fmt::Debug for ContactDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactDetail").field("id", &self.id).field("differs", &self.differs).finish_non_exhaustive()
    }
}

/// One visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VisitView {
    /// Visit id, 32 hex digits.
    pub id: String,
    /// Short code.
    pub kode: String,
    /// Fields by id: place, date, who goes.
    pub fields: BTreeMap<String, FieldDetail>,
    /// Contact requests, oldest first.
    pub contacts: Vec<ContactDetail>,
    /// Ids of fields in conflict.
    pub conflicts: Vec<String>,
    /// Acts that need a newer version.
    pub unknown_acts: u32,
}

impl fmt::Debug for VisitView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VisitView").field("id", &self.id).field("contacts", &self.contacts.len()).finish_non_exhaustive()
    }
}

impl VisitView {
    /// The value of a field; one of them where they differ.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.said.iter().find_map(|said| said.value.as_deref())
    }
}

/// The read model of a visit.
#[must_use]
pub fn visit_view(doc: &CaseDoc, roster: &Roster) -> VisitView {
    let view = project(doc, roster);
    let mut contacts: Vec<ContactDetail> = view.subjects("contact/").filter_map(|id| contact(&view, id, roster)).collect();
    contacts.sort_by(|a, b| (a.first_ms, &a.id).cmp(&(b.first_ms, &b.id)));
    VisitView {
        id: view.id.to_string(),
        kode: view.kode(),
        fields: show::fields(&view, roster),
        conflicts: view.conflicts().into_iter().map(str::to_owned).collect(),
        unknown_acts: u32::try_from(view.unknown().count()).unwrap_or(u32::MAX),
        contacts,
    }
}

fn contact(view: &CaseView, id: &str, roster: &Roster) -> Option<ContactDetail> {
    let standing: Vec<&SeenAct> = view.standing(&format!("contact/{id}")).collect();
    let last = standing.last()?;
    let Body::Contact { contact, nama, no_hp, layanan, punya_nik, alamat, catatan, cara } = last.body()? else { return None };
    let subject = subject::contact(&**contact);
    let first = view.acts.iter().find(|act| act.body().and_then(Body::subject).as_ref() == Some(&subject))?;
    Some(ContactDetail {
        id: HEXLOWER.encode(&**contact),
        planned_case: planned_case_id(ContactId(**contact)).to_string(),
        nama: nama.clone(),
        no_hp: no_hp.clone(),
        layanan: layanan.clone(),
        punya_nik: punya_nik.id().to_owned(),
        alamat: alamat.clone(),
        catatan: catatan.clone(),
        cara: cara.id().to_owned(),
        first_ms: first.at.0,
        by: roster.by(last.op.actor, last.at),
        differs: standing.iter().any(|act| act.body() != last.body()),
    })
}
