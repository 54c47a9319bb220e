//! Opening a case, logging a contact (SOP MOBILE step 2), notes and links.

use std::collections::BTreeMap;

use ktpel_domain::{
    ids::{ContactId, DocId},
    layanan::Layanan,
};
use ktpel_sop::situation::Channel;

use super::{
    desk::{Desk, Draft},
    input,
};
use crate::{
    command::ContactInput,
    name::field,
    prepared::FieldWrite,
    refusal::{Flaw, Refusal},
    schema::v1::body::{Body, subject},
    situation::channel_id,
};

pub(super) fn open(
    desk: &Desk<'_>,
    layanan: Layanan,
    channel: Channel,
    visit: Option<DocId>,
    contact: Option<ContactId>,
    fields: BTreeMap<String, String>,
) -> Result<Draft, Refusal> {
    if desk.view.layanan().is_some() {
        return Err(Refusal::AlreadyOpen);
    }
    desk.rules.catalogue.procedure_for(channel, layanan).map_err(|reason| Refusal::NotAllowed(vec![reason]))?;
    let mut values: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (name, value) in fields {
        let value = input::field_value(desk.rules.catalogue, &name, Some(&value), desk.now.tanggal())?;
        values.insert(name, value);
    }
    values.insert(field::LAYANAN.into(), Some(layanan.id().into()));
    values.insert(field::CHANNEL.into(), Some(channel_id(channel).into()));
    values.insert(field::VISIT.into(), visit.map(|id| id.to_string()));
    values.insert(field::CONTACT.into(), contact.map(|id| id.to_string()));
    let writes = values.into_iter().filter(|(_, value)| value.is_some()).map(|(field, value)| FieldWrite { field, value });
    Ok(Draft { fields: writes.collect(), ..Draft::default() })
}

pub(super) fn log_contact(input: ContactInput) -> Result<Draft, Refusal> {
    Ok(Draft::act(Body::Contact {
        contact: input.contact.0.into(),
        nama: input::text(field::NAMA_LENGKAP, &input.nama)?,
        no_hp: input::optional_text(field::NO_HP, input.no_hp.as_deref())?,
        layanan: input.layanan.map(|layanan| layanan.id().to_owned()),
        punya_nik: input.punya_nik,
        alamat: input::optional_text("alamat", input.alamat.as_deref())?,
        catatan: input::optional_text("catatan", input.catatan.as_deref())?,
        cara: input.cara,
    }))
}

pub(super) fn note(desk: &Desk<'_>, text: String, corrects: Option<String>) -> Result<Draft, Refusal> {
    let text = input::text("text", &text)?;
    let is_note = |key: &String| desk.view.acts.iter().any(|act| act.key == *key && matches!(act.body(), Some(Body::Note { .. })));
    if corrects.as_ref().is_some_and(|key| !is_note(key)) {
        return Err(Refusal::invalid("corrects", Flaw::Unknown));
    }
    Ok(Draft::act(Body::Note { text, corrects }))
}

pub(super) fn link(desk: &Desk<'_>, other: DocId, why: String) -> Result<Draft, Refusal> {
    let why = input::text("why", &why)?;
    if other == desk.doc.id() {
        return Err(Refusal::invalid("other", Flaw::Used));
    }
    if desk.view.standing(&subject::link(other.as_bytes())).next().is_some() {
        return Err(Refusal::NothingToDo);
    }
    Ok(Draft::act(Body::CaseLink { other: other.0.into(), why }))
}
