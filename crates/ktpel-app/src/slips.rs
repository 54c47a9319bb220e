//! Slips of this kit and of others: the signed token in the QR code, and checking one without the office (product rule 9).
//!
//! The devices whose slips count are those that the office's own log names; this kit and the server are always among them.

use std::collections::BTreeMap;

use ktpel_case::detail::CaseDetail;
use ktpel_domain::{ids::DeviceId, layanan::Layanan, nama, time::Timestamp};
use ktpel_ipc::{
    Problem,
    views::{SlipClaims, SlipVerdict, SlipView},
};
use ktpel_slip::{Claims, Genuine, Signer, SlipError};
use ktpel_sync::{
    EntryKind,
    payload::{DeviceKey, Record},
};

use crate::{
    act::stored,
    opened::Opened,
    problem::{bad, internal},
};

/// Text of the QR code of a case's slip: the address of its public page, with the token signed by this kit.
pub(crate) fn qr(opened: &Opened, case: &CaseDetail, now: Timestamp) -> Result<String, Problem> {
    let claims = claims(case, now)?;
    let token = ktpel_slip::issue(&claims, opened.device.id(), |message| opened.device.sign(message));
    ktpel_slip::url(&opened.office.url, &token).ok_or_else(|| bad("office_url"))
}

fn claims(case: &CaseDetail, now: Timestamp) -> Result<Claims, Problem> {
    let layanan = Layanan::find(&case.layanan).ok_or_else(|| bad("layanan"))?;
    // What the resident only states is not vouched for.
    let nik = case.person.nik.as_deref().filter(|_| case.person.nik_official);
    let nik_end = nik.and_then(|nik| nik.get(nik.len().checked_sub(4)?..));
    let said = |initials: &str| Claims::new(&case.kode, initials, nik_end, layanan, ktpel_case::stage(case), now);
    // Initials that do not fit must not cost the resident the slip.
    said(&nama::initials(&case.person.nama)).or_else(|_| said("")).map_err(|error| internal("slip", &error))
}

/// Checks a token against the office's devices.
pub(crate) fn check(opened: &Opened, token: &str) -> Result<SlipView, Problem> {
    let devices = devices(opened)?;
    let name = |device: DeviceId| devices.get(&device).map(|(_, name)| name.clone()).unwrap_or_default();
    let refused = |verdict, device: String| SlipView { verdict, device, claims: None, case: None };
    Ok(match ktpel_slip::verify(token, |device| devices.get(&device).map(|(signer, _)| *signer)) {
        Ok(genuine) => accepted(opened, &genuine, name(genuine.signer))?,
        Err(SlipError::UnknownSigner(_)) => refused(SlipVerdict::UnknownSigner, String::new()),
        Err(SlipError::Revoked(device)) => refused(SlipVerdict::Revoked, name(device)),
        Err(SlipError::TooLong | SlipError::Base32 | SlipError::Malformed | SlipError::NotCanonical | SlipError::Signature) => {
            refused(SlipVerdict::NotGenuine, String::new())
        }
    })
}

fn accepted(opened: &Opened, genuine: &Genuine, device: String) -> Result<SlipView, Problem> {
    let claims = &genuine.claims;
    let case = opened.store.case_index().by_slip(claims.code()).map_err(stored)?;
    Ok(SlipView {
        verdict: if genuine.signer_revoked.is_some() { SlipVerdict::GenuineRevokedLater } else { SlipVerdict::Genuine },
        device,
        claims: Some(SlipClaims {
            kode: claims.code().to_owned(),
            inisial: claims.initials().to_owned(),
            nik_akhir: claims.nik_end().map(str::to_owned),
            layanan: claims.layanan().id().to_owned(),
            stage: claims.stage().id().to_owned(),
            stage_label: claims.stage().label().to_owned(),
            stage_label_en: claims.stage().label_en().to_owned(),
            issued_ms: claims.issued().0,
        }),
        case: case.map(|row| row.doc.to_string()),
    })
}

/// Keys and names of the office's devices, and since when the office takes nothing of them any more, from the signed log.
fn devices(opened: &Opened) -> Result<BTreeMap<DeviceId, (Signer, String)>, Problem> {
    let signer = |device, public_key| Signer { public_key, revoked: opened.ended.get(&device).map(|ended| Timestamp(ended.at_ms)) };
    let own = opened.device.id();
    let mut devices = BTreeMap::from([(own, (signer(own, opened.device.public()), opened.device_name.clone()))]);
    if let Some(key) = opened.office.server_key() {
        devices.insert(opened.office.server, (signer(opened.office.server, key), opened.office.name.clone()));
    }
    let entries = opened.store.entries().of_kind(EntryKind::DeviceKey.code()).map_err(stored)?;
    for entry in entries.iter().filter(|entry| entry.device == opened.office.server) {
        if let Some(Ok(record)) = entry.payload.as_deref().map(DeviceKey::from_payload) {
            devices.insert(record.device_id(), (signer(record.device_id(), record.public_key), record.name));
        }
    }
    Ok(devices)
}
