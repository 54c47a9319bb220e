//! Taking in a kit, second half: another user than the one who opened the code compares the six words and approves or rejects. The approval stands in the
//! office's log, signed by the user's own key: who let a kit in stays provable.

use ktpel_domain::time::Timestamp;
use ktpel_sync::{
    EntryKind,
    entry::NO_DOC,
    payload::{DeviceApproval, DeviceKey, Record},
    signature,
};

use super::{Office, OfficeError, enrol::DECIDE_MS, sessions::SignedIn};
use crate::{
    api::views::LiveEvent,
    random,
    storage::{DeviceRow, DeviceStatus, EnrolmentRow, EnrolmentState, StorageError, Tables},
};

/// What a user decides about a kit that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// The words are the same on both screens.
    Approve,
    /// They are not, or nobody knows this kit.
    Reject,
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// No kit waits under this name.
    #[error("no kit waits for this")]
    Unknown,
    /// It was decided before, or the time is over.
    #[error("it was decided before, or the time is over")]
    Over,
    /// The user opened the code: two persons let a kit in.
    #[error("who opened the code cannot confirm the kit: another person has to")]
    OwnCode,
    /// The words are not those of this enrolment.
    #[error("the words are not those of this kit")]
    Words,
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for ConfirmError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Carries out what a user decided about the kit that waits under `nonce`, in one durable transaction. Who opened the code may reject, not approve.
    pub fn confirm(&self, user: &SignedIn, nonce: &[u8; 16], words: &str, decision: Confirmation) -> Result<(), ConfirmError> {
        let device = self.storage.write(|tables| {
            let row = tables.enrolments().find(nonce)?.ok_or(ConfirmError::Unknown)?;
            if row.state != EnrolmentState::Waiting || row.expires <= self.now() {
                return Err(ConfirmError::Over);
            }
            let until = Timestamp(self.now().0 + DECIDE_MS);
            match decision {
                Confirmation::Reject => tables.enrolments().decide(nonce, EnrolmentState::Rejected, until)?,
                Confirmation::Approve => {
                    if row.opener == user.user {
                        return Err(ConfirmError::OwnCode);
                    }
                    if !row.shows(words) {
                        return Err(ConfirmError::Words);
                    }
                    self.let_in_kit(tables, &row, user)?;
                    tables.enrolments().decide(nonce, EnrolmentState::Approved, until)?;
                }
            }
            Ok(signature::device_id(&row.public_key))
        })?;
        tracing::info!(%device, by = %user.login, ?decision, "a second user decided about a kit");
        self.tell(LiveEvent::Kit { device: device.to_string() });
        Ok(())
    }

    /// A kit in good standing keeps its place in the exchange: only its certificate is new. A revoked one is taken back with its log.
    fn let_in_kit(&self, tables: &Tables<'_>, asked: &EnrolmentRow, user: &SignedIn) -> Result<(), ConfirmError> {
        let id = signature::device_id(&asked.public_key);
        if tables.devices().find(id)?.is_none_or(|row| row.status != DeviceStatus::Active) {
            tables.devices().put(&DeviceRow::of_kit(asked.public_key, asked.name.clone(), self.now(), random::bytes()))?;
        }
        let opener = tables.users().get(asked.opener)?.map(|user| user.login).unwrap_or_default();
        let record = approved(asked, opener, self.now(), user);
        self.append(tables, EntryKind::DeviceKey, NO_DOC, record.to_payload(), Some(user.key.id()))?;
        Self::settle_kit(tables, id)?;
        Ok(())
    }
}

fn approved(asked: &EnrolmentRow, opener: String, now: Timestamp, user: &SignedIn) -> DeviceKey {
    let message = DeviceKey::approval_message(&asked.public_key, &asked.name, &opener, &asked.nonce, now.0);
    let signature = user.key.sign(&message);
    let approval = DeviceApproval { opener, nonce: asked.nonce, at_ms: now.0, approver: user.key.id(), signature };
    DeviceKey { public_key: asked.public_key, name: asked.name.clone(), office: false, approval: Some(approval) }
}
