//! A kit that is lost: reported, revoked, wiped (UU 27/2022 ps. 39 and 46). Each decision is signed by the user who took it, written into the office's log
//! for the other kits, and kept with the signed order that the kit itself will get.
//!
//! From a revocation on nothing of the kit is taken, neither from itself nor through others; what came before stays. Only a new enrolment takes it back.

use ktpel_domain::{
    ids::{DeviceId, KeyId},
    time::Timestamp,
};
use ktpel_sync::{
    EntryKind,
    entry::NO_DOC,
    lease::DAY_MS,
    order::{Order, OrderKind, TurnedAway, WipeDone},
    payload::{DeviceFate, DeviceStatus as StatusRecord, Record},
};

use super::{Office, OfficeError, sessions::SignedIn};
use crate::{
    api::views::LiveEvent,
    random,
    storage::{DeviceRow, DeviceStatus, DeviceStatusRow, StorageError, Tables},
};

/// Longest reason, in bytes.
pub const MAX_REASON: usize = 500;
/// A notice is due this long after the loss was reported (UU 27/2022 ps. 46: 3 × 24 hours).
pub const NOTICE_MS: i64 = 3 * DAY_MS;
/// A loss is reported at most this long after it was told to the office.
const OLDEST_REPORT_MS: i64 = 365 * DAY_MS;

/// What a user decides about a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It was reported lost at this time.
    Lost(Timestamp),
    /// Nothing of it is taken any more.
    Revoke,
    /// It destroys what it holds as soon as it meets the office.
    Wipe,
}

/// Why a decision was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// There is no such kit.
    #[error("there is no such kit")]
    NoKit,
    /// No reason, or a very long one.
    #[error("a reason is needed, at most {MAX_REASON} bytes")]
    Reason,
    /// The time of the report lies in the future or far back.
    #[error("the loss cannot have been reported then")]
    Reported,
    /// It was decided before.
    #[error("nothing would change")]
    NothingToDo,
    /// The word of the kit does not hold.
    #[error("not the word of a kit that was to be wiped")]
    NotProven,
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for RevokeError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Carries out what a user decided, in one durable transaction: the kit is refused at its next request.
    pub fn decide(&self, user: &SignedIn, device: DeviceId, decision: &Decision, reason: &str) -> Result<(), RevokeError> {
        let reason = reason.trim();
        if reason.is_empty() || reason.len() > MAX_REASON {
            return Err(RevokeError::Reason);
        }
        let now = self.now();
        self.storage.write(|tables| {
            let row = tables.devices().find(device)?.filter(|row| !row.office).ok_or(RevokeError::NoKit)?;
            let Decided { fate, at, order } = decided(&row, decision, now)?;
            // Later than the last exchange, whatever the clock did since: a kit heeds no order from before it.
            let issued = Timestamp(row.last_contact.map_or(now.0, |last| now.0.max(last.0 + 1)));
            let order = order.map(|kind| self.order(kind, device, issued));
            let record = StatusRecord {
                device,
                fate,
                last_seq: tables.entries().tip(device)?.seq,
                at_ms: at.0,
                reason: reason.to_owned(),
                signature: None,
                proof: None,
            };
            let signature = user.key.sign(&record.message());
            self.write_down(tables, StatusRecord { signature: Some(signature), ..record }, Some(user.key.id()), order)
        })?;
        tracing::info!(%device, by = %user.login, "a decision about a kit was taken");
        self.tell(LiveEvent::Kit { device: device.to_string() });
        Ok(())
    }

    /// Takes the word of a kit that it is wiped. Saying it again changes nothing.
    pub fn wiped(&self, bytes: &[u8]) -> Result<(), RevokeError> {
        let done = WipeDone::read(bytes).map_err(|_| RevokeError::NotProven)?;
        self.storage.write(|tables| {
            let row = tables.devices().find(done.device)?.filter(|row| !row.office).ok_or(RevokeError::NotProven)?;
            let known = tables.device_statuses().of(done.device)?;
            let ordered = known.iter().any(|status| status.order.as_ref().is_some_and(|(id, _)| *id == done.order));
            if !ordered || !done.holds(&row.public_key) {
                return Err(RevokeError::NotProven);
            }
            if row.status == DeviceStatus::Wiped {
                return Ok(());
            }
            let record = StatusRecord {
                device: done.device,
                fate: DeviceFate::Wiped,
                last_seq: tables.entries().tip(done.device)?.seq,
                at_ms: self.now().0,
                reason: String::new(),
                signature: None,
                proof: Some(bytes.to_vec()),
            };
            self.write_down(tables, record, None, None)
        })?;
        tracing::info!(device = %done.device, "a kit says that it is wiped");
        self.tell(LiveEvent::Kit { device: done.device.to_string() });
        Ok(())
    }

    /// What a kit is told instead of an answer; none while it may come in. Looked at on each request, before its body.
    pub fn turned_away(&self, device: DeviceId) -> Result<Option<TurnedAway>, OfficeError> {
        self.storage.read(|tables| {
            let status = tables.devices().find(device)?.map(|row| row.status);
            if status == Some(DeviceStatus::Active) {
                return Ok(None);
            }
            let order = tables.device_statuses().last_order(device)?;
            let order = order.and_then(|bytes| Order::read(&bytes, device, &self.identity.public()).ok());
            Ok(Some(order.as_ref().map_or_else(TurnedAway::plain, TurnedAway::by)))
        })
    }

    fn order(&self, kind: OrderKind, device: DeviceId, issued: Timestamp) -> Order {
        Order::issue(kind, device, random::bytes(), issued, |message| self.sign(message))
    }

    fn write_down(
        &self,
        tables: &Tables<'_>,
        record: StatusRecord,
        operator: Option<KeyId>,
        order: Option<Order>,
    ) -> Result<(), RevokeError> {
        self.append(tables, EntryKind::DeviceStatus, NO_DOC, record.to_payload(), operator)?;
        Ok(self.note_down(tables, record, operator, order)?)
    }

    /// Carries out again what the log says was decided about a kit, unless more has been decided since.
    pub(super) fn decide_again(&self, tables: &Tables<'_>, record: &StatusRecord, operator: Option<KeyId>) -> Result<(), StorageError> {
        let Some(row) = tables.devices().find(record.device)?.filter(|row| !row.office) else { return Ok(()) };
        let known = tables.device_statuses().of(record.device)?;
        let noted = known.iter().any(|status| (status.fate, status.at.0) == (record.fate, record.at_ms));
        if noted || status_of(record.fate).is_some_and(|status| rank(status) <= rank(row.status)) {
            return Ok(());
        }
        let issued = Timestamp(row.last_contact.map_or(self.now().0, |last| self.now().0.max(last.0 + 1)));
        let order = match record.fate {
            DeviceFate::Revoked => Some(self.order(OrderKind::Revoke, record.device, issued)),
            DeviceFate::WipeOrdered => Some(self.order(OrderKind::Wipe, record.device, issued)),
            DeviceFate::Lost | DeviceFate::Wiped => None,
        };
        self.note_down(tables, record.clone(), operator, order)
    }

    fn note_down(
        &self,
        tables: &Tables<'_>,
        record: StatusRecord,
        operator: Option<KeyId>,
        order: Option<Order>,
    ) -> Result<(), StorageError> {
        if let Some(status) = status_of(record.fate) {
            tables.devices().set_status(record.device, status)?;
        }
        tables.device_statuses().add(&DeviceStatusRow {
            device: record.device,
            fate: record.fate,
            at: Timestamp(record.at_ms),
            noted: self.now(),
            last_seq: record.last_seq,
            reason: record.reason,
            operator,
            order: order.map(|order| (order.id, order.to_bytes())),
        })?;
        Ok(())
    }
}

struct Decided {
    fate: DeviceFate,
    at: Timestamp,
    order: Option<OrderKind>,
}

/// A decision only goes forward: active, revoked, to be wiped, wiped. A loss may be reported at any time.
fn decided(row: &DeviceRow, decision: &Decision, now: Timestamp) -> Result<Decided, RevokeError> {
    match (decision, row.status) {
        (Decision::Lost(at), _) if at.0 > now.0 || at.0 < now.0 - OLDEST_REPORT_MS => Err(RevokeError::Reported),
        (Decision::Lost(at), _) => Ok(Decided { fate: DeviceFate::Lost, at: *at, order: None }),
        (Decision::Revoke, DeviceStatus::Active) => Ok(Decided { fate: DeviceFate::Revoked, at: now, order: Some(OrderKind::Revoke) }),
        (Decision::Wipe, DeviceStatus::Active | DeviceStatus::Revoked) => {
            Ok(Decided { fate: DeviceFate::WipeOrdered, at: now, order: Some(OrderKind::Wipe) })
        }
        (Decision::Revoke, DeviceStatus::Revoked | DeviceStatus::WipeOrdered | DeviceStatus::Wiped)
        | (Decision::Wipe, DeviceStatus::WipeOrdered | DeviceStatus::Wiped) => Err(RevokeError::NothingToDo),
    }
}

/// How far a decision has gone.
const fn rank(status: DeviceStatus) -> u8 {
    match status {
        DeviceStatus::Active => 0,
        DeviceStatus::Revoked => 1,
        DeviceStatus::WipeOrdered => 2,
        DeviceStatus::Wiped => 3,
    }
}

const fn status_of(fate: DeviceFate) -> Option<DeviceStatus> {
    match fate {
        DeviceFate::Lost => None,
        DeviceFate::Revoked => Some(DeviceStatus::Revoked),
        DeviceFate::WipeOrdered => Some(DeviceStatus::WipeOrdered),
        DeviceFate::Wiped => Some(DeviceStatus::Wiped),
    }
}
