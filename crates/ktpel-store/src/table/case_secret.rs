//! `case_secret`: the identities that open a case's sealed attachments, until the case is closed (recordings) or handed
//! over (card photo and signature). Deleting one makes the sealed bytes unreadable here for ever.
//!
//! A laptop seals to its own identity of a case; those of team-mates (`team_secret`) only open what they sealed, and go with it.
//!
//! After deleting call [`crate::Store::settle`]: the log may hold an old copy of the page until then.

use ktpel_domain::ids::DocId;
use rusqlite::params;
use zeroize::Zeroizing;

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles, stored_as_text},
};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE case_secret (
            doc BLOB NOT NULL,
            kind TEXT NOT NULL,
            identity TEXT NOT NULL,
            PRIMARY KEY (doc, kind)
          ) STRICT;",
    },
    Migration {
        version: 3,
        sql: "CREATE TABLE team_secret (
            doc BLOB NOT NULL,
            kind TEXT NOT NULL,
            identity TEXT NOT NULL,
            PRIMARY KEY (doc, kind, identity)
          ) STRICT;",
    },
];

/// What a secret opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// The recordings and scans; until the case is closed.
    Recordings,
    /// The card's photo and signature; until handover.
    Card,
}

stored_as_text!(SecretKind, Self::Recordings = "recordings", Self::Card = "card");

handles!(
    /// Reads the secrets of cases.
    CaseSecrets, CaseSecretsMut
);

impl CaseSecrets<'_> {
    /// The secret to which this laptop seals, unless it was deleted or never here.
    pub fn find(&self, doc: DocId, kind: SecretKind) -> Result<Option<Zeroizing<String>>, StoreError> {
        let query = "SELECT identity FROM case_secret WHERE doc = ?1 AND kind = ?2";
        sql::one(self.conn, query, params![doc.0, kind], |row| row.get(0).map(Zeroizing::new))
    }
}

impl CaseSecrets<'_> {
    /// Every secret that opens something of this kind: the own one, then those of team-mates.
    pub fn all(&self, doc: DocId, kind: SecretKind) -> Result<Vec<Zeroizing<String>>, StoreError> {
        let query = "SELECT identity FROM (SELECT 0 AS n, identity FROM case_secret WHERE doc = ?1 AND kind = ?2
                     UNION ALL SELECT 1, identity FROM team_secret WHERE doc = ?1 AND kind = ?2) ORDER BY n, identity";
        sql::all(self.conn, query, params![doc.0, kind], |row| row.get(0).map(Zeroizing::new))
    }
}

impl CaseSecretsMut<'_> {
    /// Keeps what opens the pictures that a team-mate took.
    pub fn keep_of_team(&self, doc: DocId, kind: SecretKind, identity: &str) -> Result<(), StoreError> {
        let query = "INSERT INTO team_secret (doc, kind, identity) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        sql::run(self.conn, query, params![doc.0, kind, identity])?;
        Ok(())
    }

    /// Keeps a secret. One that is there already stays: what was sealed to it must remain readable.
    pub fn keep(&self, doc: DocId, kind: SecretKind, identity: &str) -> Result<(), StoreError> {
        let query = "INSERT INTO case_secret (doc, kind, identity) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        sql::run(self.conn, query, params![doc.0, kind, identity])?;
        Ok(())
    }

    /// Deletes the secrets of a kind, own and of team-mates; answers how many there were.
    pub fn delete(&self, doc: DocId, kind: SecretKind) -> Result<usize, StoreError> {
        let own = sql::run(self.conn, "DELETE FROM case_secret WHERE doc = ?1 AND kind = ?2", params![doc.0, kind])?;
        Ok(own + sql::run(self.conn, "DELETE FROM team_secret WHERE doc = ?1 AND kind = ?2", params![doc.0, kind])?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    const DOC: DocId = DocId([2; 16]);

    fn secret(store: &TestStore, kind: SecretKind) -> Option<String> {
        store.0.case_secrets().find(DOC, kind).unwrap().map(|secret| secret.to_string())
    }

    #[test]
    fn each_kind_is_kept_and_deleted_by_itself() {
        let mut store = TestStore::new();
        store.write(|tx| {
            tx.case_secrets().keep(DOC, SecretKind::Recordings, "rekaman")?;
            tx.case_secrets().keep(DOC, SecretKind::Card, "kartu")
        });
        store.write(|tx| tx.case_secrets().delete(DOC, SecretKind::Card));
        assert_eq!(secret(&store, SecretKind::Card), None);
        assert_eq!(secret(&store, SecretKind::Recordings).as_deref(), Some("rekaman"));
    }

    #[test]
    fn what_opens_a_team_mates_pictures_goes_with_the_own() {
        let mut store = TestStore::new();
        store.write(|tx| {
            tx.case_secrets().keep_of_team(DOC, SecretKind::Card, "rekan")?;
            tx.case_secrets().keep_of_team(DOC, SecretKind::Card, "rekan")?;
            tx.case_secrets().keep(DOC, SecretKind::Card, "sendiri")
        });
        let all = |store: &TestStore| {
            store.0.case_secrets().all(DOC, SecretKind::Card).unwrap().iter().map(|one| one.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(all(&store), ["sendiri", "rekan"]);
        assert_eq!(secret(&store, SecretKind::Card).as_deref(), Some("sendiri"), "nothing is sealed to what others can lose");
        store.write(|tx| tx.case_secrets().delete(DOC, SecretKind::Card));
        assert_eq!(all(&store), [""; 0], "after handover neither opens anything");
    }

    #[test]
    fn a_secret_is_not_overwritten() {
        let mut store = TestStore::new();
        store.write(|tx| tx.case_secrets().keep(DOC, SecretKind::Card, "lama"));
        store.write(|tx| tx.case_secrets().keep(DOC, SecretKind::Card, "baru"));
        assert_eq!(secret(&store, SecretKind::Card).as_deref(), Some("lama"), "or what was sealed to it is lost");
    }
}
