//! Attachments on this kit: sealed at capture to the office archive and to an identity of the case, opened while that identity is here.

use ktpel_case::{CaseView, command::Mime};
use ktpel_device::{Modality, Slot};
use ktpel_domain::ids::{DocId, Hash};
use ktpel_ipc::Problem;
use ktpel_store::{AttachmentRow, AttachmentState, SecretKind};
use ktpel_vault::{CaseIdentity, Recipient};
use zeroize::Zeroizing;

use crate::{
    act::stored,
    cases,
    opened::Opened,
    problem::{internal, not_found},
    sealing::{self, kind_of},
};

/// A sealed picture, written as a file and not yet named by any act.
pub(crate) struct Sealed {
    pub(crate) hash: Hash,
    pub(crate) size: u32,
    pub(crate) mime: Mime,
    pub(crate) row: AttachmentRow,
    /// The identity to keep with the first picture of its kind.
    pub(crate) secret: (SecretKind, String),
}

/// Seals a picture and writes the file durably; a crash before the act that names it leaves an unused file, nothing else.
pub(crate) fn seal(opened: &mut Opened, doc: DocId, slot: &str, mime: &str, plain: &[u8], now_ms: i64) -> Result<Sealed, Problem> {
    let kind = kind_of(slot);
    let identity = match opened.store.case_secrets().find(doc, kind).map_err(stored)? {
        Some(secret) => CaseIdentity::from_secret(&secret).map_err(|error| internal("case secret", &error))?,
        None => CaseIdentity::generate(),
    };
    let archive: Result<Vec<Recipient>, _> = opened.office.archive_recipients.iter().map(|text| text.parse()).collect();
    let mut recipients = archive.map_err(|error| internal("archive recipient", &error))?;
    recipients.push(identity.recipient());
    let sealed = ktpel_vault::seal(plain, &recipients).map_err(|error| internal("seal", &error))?;
    let hash = opened.store.put_file(&sealed).map_err(stored)?;
    let size = u32::try_from(sealed.len()).map_err(|_| crate::problem::bad("size"))?;
    let row = AttachmentRow {
        hash,
        doc,
        slot: slot.to_owned(),
        size: u64::from(size),
        mime: mime.to_owned(),
        state: AttachmentState::Local,
        at_ms: now_ms,
        removed_ms: None,
    };
    let mime = Mime::from_id(mime).unwrap_or(Mime::Octets);
    Ok(Sealed { hash, size, mime, row, secret: (kind, identity.secret().to_string()) })
}

/// Opens an attachment by its hash (hex), if a case here shows it: a file whose act never came, or was replaced, is nobody's to see.
pub(crate) fn shown(opened: &mut Opened, hash: &str) -> Result<(&'static str, Vec<u8>), Problem> {
    let known: Hash = hash.parse().map_err(|_| not_found("attachment"))?;
    let row = opened.store.attachments().find(known).map_err(stored)?.ok_or_else(|| not_found("attachment"))?;
    let view = cases::projection(opened, &row.doc.to_string())?;
    if view.takes(&row.slot).iter().all(|take| take.sha256 != known.0) {
        return Err(not_found("attachment"));
    }
    open(opened, hash)
}

/// Opens an attachment by its hash (hex).
pub(crate) fn open(opened: &Opened, hash: &str) -> Result<(&'static str, Vec<u8>), Problem> {
    let hash: Hash = hash.parse().map_err(|_| not_found("attachment"))?;
    let row = opened.store.attachments().find(hash).map_err(stored)?.ok_or_else(|| not_found("attachment"))?;
    let (_, plain) = unsealed(opened, &row)?.ok_or_else(sealing::sealed)?;
    Ok((Mime::from_id(&row.mime).unwrap_or(Mime::Octets).id(), plain.to_vec()))
}

/// The secret of the case that opens this attachment here; none when it is sealed to the archive.
pub(crate) fn secret_of(opened: &Opened, row: &AttachmentRow) -> Result<Option<Zeroizing<String>>, Problem> {
    Ok(unsealed(opened, row)?.map(|(secret, _)| secret))
}

type Unsealed = (Zeroizing<String>, Zeroizing<Vec<u8>>);

/// What opens it and what is inside. Two laptops that recorded one case sealed to two identities: each of them is tried.
fn unsealed(opened: &Opened, row: &AttachmentRow) -> Result<Option<Unsealed>, Problem> {
    let secrets = opened.store.case_secrets().all(row.doc, kind_of(&row.slot)).map_err(stored)?;
    if secrets.is_empty() {
        return Ok(None);
    }
    let sealed = opened.store.read_file(row.hash).map_err(stored)?;
    let mut last = None;
    for secret in secrets {
        let identity = CaseIdentity::from_secret(&secret).map_err(|error| internal("case secret", &error))?;
        match ktpel_vault::open(&sealed, &identity) {
            Ok(plain) => return Ok(Some((secret, plain))),
            Err(error) => last = Some(error),
        }
    }
    last.map_or(Ok(None), |error| Err(internal("open attachment", &error)))
}

/// The newest standing take of a slot, opened; `None` when there is none, or it was taken by another laptop, or it is sealed.
pub(crate) fn of_slot(opened: &Opened, view: &CaseView, slot: &str) -> Option<Vec<u8>> {
    let hash = view.takes(slot).last().map(|take| take.sha256)?;
    open(opened, &Hash(hash).to_string()).ok().map(|(_, bytes)| bytes)
}

/// The modality of a slot id.
pub(crate) fn slot(id: &str) -> Result<(Slot, Modality), Problem> {
    let slot: Slot = id.parse().map_err(|_| not_found("slot"))?;
    Ok((slot, slot.modality()))
}

/// A `data:` URL for a small picture.
pub(crate) fn data_url(mime: &str, bytes: &[u8]) -> String {
    format!("data:{mime};base64,{}", data_encoding::BASE64.encode(bytes))
}
