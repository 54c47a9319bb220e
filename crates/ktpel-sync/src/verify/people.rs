//! Whether the people and sessions that entries name are proved by the log itself.
//!
//! Keys are learned from the entries. That needs no trust: a person's id is the hash of the key.

use std::collections::HashMap;

use ktpel_domain::ids::{ActorId, DeviceId, KeyId};

use crate::{
    chunk::change_actor,
    entry::{Entry, EntryKind},
    payload::{DeviceFate, DeviceStatus, OperatorKey, Record, SessionRecord},
};

/// An entry whose person or session is not proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonFault {
    /// Only the office writes entries of this kind.
    #[error("only the office writes entries of this kind")]
    Kind,
    /// The record cannot be read.
    #[error("its record cannot be read")]
    Record,
    /// The person did not sign the session, or it is of another device.
    #[error("the session is not signed by its operator for this device")]
    Session,
    /// The change is of an actor that has no session on this device.
    #[error("its change belongs to no session of this device")]
    Actor,
    /// Another person than the one of the session.
    #[error("it names another operator than its session")]
    Operator,
    /// No key is known for the person.
    #[error("its operator has no key")]
    UnknownOperator,
}

/// Who is who, as far as the logs have said.
#[derive(Debug, Default)]
pub struct People {
    keys: HashMap<KeyId, [u8; 32]>,
    sessions: HashMap<ActorId, (DeviceId, KeyId)>,
}

impl People {
    /// Learns the key in an `OperatorKey` entry; all of them must be learned before any entry is checked.
    pub fn learn(&mut self, payload: &[u8]) {
        if let Ok(record) = OperatorKey::from_payload(payload) {
            self.keys.insert(record.key_id(), record.public_key);
        }
    }

    /// Checks the next entry of a log; those that were refused, and those whose payload has gone, are not for here.
    pub fn entry(&mut self, entry: &Entry, office: DeviceId) -> Result<(), PersonFault> {
        let header = &entry.header;
        if header.operator.is_some_and(|operator| !self.keys.contains_key(&operator)) {
            return Err(PersonFault::UnknownOperator);
        }
        let Some(payload) = &entry.payload else { return Ok(()) };
        match header.kind {
            EntryKind::SessionOpened => self.session(header.device, payload),
            EntryKind::Change => self.change(header.device, header.operator, payload),
            EntryKind::DeviceKey | EntryKind::Visit | EntryKind::Policy | EntryKind::DeviceStatus if header.device != office => {
                Err(PersonFault::Kind)
            }
            EntryKind::DeviceStatus => self.device_status(header.operator, payload),
            EntryKind::OperatorKey => OperatorKey::from_payload(payload).map(drop).map_err(|_| PersonFault::Record),
            EntryKind::DeviceKey
            | EntryKind::Visit
            | EntryKind::Policy
            | EntryKind::NikRead
            | EntryKind::Stock
            | EntryKind::Notice
            | EntryKind::Other(_) => Ok(()),
        }
    }

    /// The session of an actor: device and person.
    #[must_use]
    pub fn session_of(&self, actor: ActorId) -> Option<(DeviceId, KeyId)> {
        self.sessions.get(&actor).copied()
    }

    /// A decision about a kit is signed by the user who took it; only the kit's own word that it is wiped is not.
    fn device_status(&self, operator: Option<KeyId>, payload: &[u8]) -> Result<(), PersonFault> {
        let record = DeviceStatus::from_payload(payload).map_err(|_| PersonFault::Record)?;
        let signed = operator.and_then(|key| self.keys.get(&key)).is_some_and(|key| record.signed_by(key));
        if signed || (operator.is_none() && record.fate == DeviceFate::Wiped) { Ok(()) } else { Err(PersonFault::Record) }
    }

    fn session(&mut self, device: DeviceId, payload: &[u8]) -> Result<(), PersonFault> {
        let record = SessionRecord::from_payload(payload).map_err(|_| PersonFault::Record)?;
        let signed = self.keys.get(&record.operator).is_some_and(|key| record.signed_by(key));
        if !signed || record.device != device {
            return Err(PersonFault::Session);
        }
        self.sessions.insert(record.actor, (device, record.operator));
        Ok(())
    }

    fn change(&self, device: DeviceId, operator: Option<KeyId>, payload: &[u8]) -> Result<(), PersonFault> {
        let actor = change_actor(payload).map_err(|_| PersonFault::Record)?;
        match self.sessions.get(&actor) {
            Some((on, person)) if *on == device => {
                if operator == Some(*person) {
                    Ok(())
                } else {
                    Err(PersonFault::Operator)
                }
            }
            Some(_) | None => Err(PersonFault::Actor),
        }
    }
}
