//! Acts of office users on a case: the same commands, checks and signatures as on a kit, written into the office's own log.

use ktpel_case::{Command, Prepared, Refusal, Rules, Session, prepare};
use ktpel_domain::ids::DocId;
use ktpel_sop::catalogue;
use ktpel_sync::{
    EntryKind,
    payload::{NikRead, Record},
};

use super::{Office, OfficeError, sessions::SignedIn};
use crate::{
    api::views::LiveEvent,
    storage::{StorageError, Tables},
};

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is no such case.
    #[error("there is no such case")]
    NoCase,
    /// The case does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for ActError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Carries out what a user does: each command is one check, one change and one signed entry; all of them one durable transaction.
    pub fn act(&self, user: &SignedIn, doc: DocId, commands: Vec<Command>) -> Result<(), ActError> {
        self.storage.write(|tables| commands.into_iter().try_for_each(|command| self.act_in(tables, user, doc, command)))?;
        self.tell(LiveEvent::Changed { docs: vec![doc.to_string()] });
        Ok(())
    }

    fn act_in(&self, tables: &Tables<'_>, user: &SignedIn, doc: DocId, command: Command) -> Result<(), ActError> {
        let mut document = self.find_document(tables, doc)?.ok_or(ActError::NoCase)?;
        let roster = self.roster();
        let rules = Rules { catalogue: catalogue(), policy: self.policy(tables)?, roster: &roster };
        let session = Session { actor: user.actor, operator: user.key.id() };
        let prepared: Prepared = prepare(&document, &rules, &session, command, self.now())?;
        let signatures: Vec<[u8; 64]> = prepared.to_sign().iter().map(|message| user.key.sign(message)).collect();
        let committed = prepared.commit(&mut document, &signatures, &user.key.public())?;
        self.append(tables, EntryKind::Change, doc, committed.bytes, Some(session.operator))?;
        self.store_document(tables, &document, &roster)?;
        Ok(())
    }

    /// Writes into the log that a user was shown the full NIK of a case (UU 27/2022).
    pub fn log_nik_read(&self, user: &SignedIn, doc: DocId, screen: &str) -> Result<(), OfficeError> {
        let record = NikRead { screen: screen.to_owned(), reason: String::new() };
        self.storage.write(|tables| self.append(tables, EntryKind::NikRead, doc, record.to_payload(), Some(user.key.id())))?;
        Ok(())
    }
}
