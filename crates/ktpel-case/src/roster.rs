//! Whose key is whose, and which operator stood behind which actor: handed in from the signed log, never read from the document.

use std::{collections::BTreeMap, fmt};

use ktpel_domain::{
    ids::{ActorId, KeyId},
    time::Timestamp,
};

use crate::detail::By;

/// A person with a signing key.
#[derive(Clone, PartialEq, Eq)]
pub struct Operator {
    /// Ed25519 public key.
    pub public_key: [u8; 32],
    /// Name, as shown.
    pub nama: String,
    /// Works at the office: a status or release signed by this key counts as signed by the office.
    pub office: bool,
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator").field("office", &self.office).finish_non_exhaustive()
    }
}

/// One `SessionOpened` record of the signed log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Who had unlocked.
    pub operator: KeyId,
    /// Name of the laptop, or the office.
    pub device: String,
}

/// Everything known about people and sessions at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// People by key.
    pub operators: BTreeMap<KeyId, Operator>,
    /// Sessions by actor.
    pub sessions: BTreeMap<ActorId, SessionRecord>,
}

impl Roster {
    /// The operator behind an actor.
    #[must_use]
    pub fn find_operator(&self, actor: ActorId) -> Option<(KeyId, &Operator)> {
        let key = self.sessions.get(&actor)?.operator;
        self.operators.get(&key).map(|operator| (key, operator))
    }

    /// Whether a key belongs to the office.
    #[must_use]
    pub fn is_office(&self, key: KeyId) -> bool {
        self.operators.get(&key).is_some_and(|operator| operator.office)
    }

    /// Who, where and when, for a screen. Names stay empty while the session record has not arrived.
    #[must_use]
    pub fn by(&self, actor: ActorId, at: Timestamp) -> By {
        let session = self.sessions.get(&actor);
        let operator = session.and_then(|session| self.operators.get(&session.operator));
        By {
            nama: operator.map(|operator| operator.nama.clone()).unwrap_or_default(),
            device: session.map(|session| session.device.clone()).unwrap_or_default(),
            at_ms: at.0,
        }
    }
}
