//! Kits and the codes that take them in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::QrView;

/// One kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceItem {
    /// Device id.
    pub id: String,
    /// Name.
    pub nama: String,
    /// `active`, `revoked`, `wipe_ordered` or `wiped`.
    pub status: String,
    /// Taken in at.
    #[ts(type = "number")]
    pub enrolled_ms: i64,
    /// Last exchange.
    #[ts(type = "number | null")]
    pub last_contact_ms: Option<i64>,
    /// Entries it still held after the last exchange; none before the first.
    pub waiting: Option<u32>,
    /// Attachments it still held.
    pub attachments_missing: u32,
    /// Program version.
    pub version: Option<String>,
    /// Entries of it in quarantine.
    pub refused: u32,
    /// Kelurahan and date of the visit on which it last worked.
    pub visit: Option<String>,
    /// Entries of it that the office holds.
    #[ts(type = "number")]
    pub acked_seq: u64,
    /// What it noticed last about its clock or this office; none when all is right.
    pub notice: Option<KitNotice>,
}

/// What a kit noticed, as its signed log says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KitNotice {
    /// `clock_offset` | `clock_jump` | `office_shorter` | `office_rewritten` | `office_restored` | `put_back`.
    pub what: String,
    /// Milliseconds by which its clock is ahead, or the position that the office had signed.
    #[ts(type = "number")]
    pub number: i64,
}

/// A one-time enrolment code, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceCode {
    /// `ABCD-EFGH-JKMN-PQRS`.
    pub code: String,
    /// When it expires.
    #[ts(type = "number")]
    pub expires_ms: i64,
    /// Address that the kit must be told, where the server knows it.
    pub office_url: Option<String>,
    /// Address, code and fingerprint of the office's authority in one text, to be pasted, scanned or typed.
    pub text: Option<String>,
    /// The text as a QR code.
    pub qr: Option<QrView>,
}

/// A kit that asked to be taken in and waits for a second user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WaitingKit {
    /// Names the enrolment.
    pub id: String,
    /// Name that the kit gave itself.
    pub nama: String,
    /// The six words, to be compared with those on the kit.
    pub words: String,
    /// Who opened the code.
    pub opened_by: String,
    /// The user who looks opened the code: another one has to approve.
    pub own: bool,
    /// Status under which the office knows this very kit already: its permit is renewed, or it is taken back.
    pub known: Option<String>,
    /// It asked at.
    #[ts(type = "number")]
    pub asked_ms: i64,
    /// Until when it can be decided.
    #[ts(type = "number")]
    pub expires_ms: i64,
}

/// A kit is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ConfirmKitParams {
    /// The six words that were compared.
    pub words: String,
}
