//! What each kit holds by the rule of scope (`ktpel_sync::scope`), kept beside the log so that nobody works it out while a kit waits.
//!
//! A row is never deleted: that a kit once held a document says what must be sent when it comes back, and what a lost kit may hold.

use ktpel_domain::ids::{DeviceId, DocId};
use rusqlite::{Connection, Row, params};

use super::{StorageError, int, uint};

/// `what`: 0 a document, 1 a device whose log's headers the kit passes on. `until` is the last office position that goes to the kit, all of them
/// while it is a member.
pub(super) const V1: &str = "
CREATE TABLE scope_member (
    device BLOB NOT NULL CHECK (length(device) = 16),
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    what INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    again INTEGER NOT NULL,
    PRIMARY KEY (device, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_member_subject ON scope_member (subject);
CREATE INDEX scope_member_late ON scope_member (device, since) WHERE since > 0;";

/// `until` of a member.
pub(super) const MEMBER: i64 = i64::MAX;

/// What is in a kit's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A case or visit.
    Document(DocId),
    /// A team-mate: the kit passes its log on and must hold it without a gap.
    Mate(DeviceId),
}

impl Subject {
    const fn id(self) -> [u8; 16] {
        match self {
            Self::Document(doc) => doc.0,
            Self::Mate(device) => device.0,
        }
    }

    const fn code(self) -> i64 {
        match self {
            Self::Document(_) => 0,
            Self::Mate(_) => 1,
        }
    }
}

/// A kit of which a subject is, or was, in scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The kit.
    pub device: DeviceId,
    /// Office position at which it came into scope; 0 where the kit has read nothing of it.
    pub since: u64,
    /// Last position that goes to it; none while it is in scope.
    pub until: Option<u64>,
}

/// How much of a subject a kit may have read past when it comes into scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Nothing: it is new, or the kit is.
    Fresh,
    /// What stands up to this office position, which no kit has read past: it is sent whole.
    Late(u64),
}

/// Table `scope_member`.
pub struct ScopeMembers<'c>(pub(super) &'c Connection);

impl ScopeMembers<'_> {
    /// Kits of which this is or was in scope.
    pub fn of(&self, subject: Subject) -> Result<Vec<Member>, StorageError> {
        let sql = "SELECT device, since, until FROM scope_member WHERE subject = ?1";
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map([subject.id()], member)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// It comes into scope. A kit that had it before may have let it go: it gets its own entries back too.
    pub fn join(&self, device: DeviceId, subject: Subject, arrival: Arrival) -> Result<(), StorageError> {
        let since = match arrival {
            Arrival::Fresh => 0,
            Arrival::Late(position) => position,
        };
        let sql = "INSERT INTO scope_member (device, subject, what, since, until, again) VALUES (?1, ?2, ?3, ?4, ?5, 0)
                   ON CONFLICT (device, subject) DO UPDATE SET since = excluded.since, until = excluded.until, again = 1";
        self.0.prepare_cached(sql)?.execute(params![device.0, subject.id(), subject.code(), int(since), MEMBER])?;
        Ok(())
    }

    /// It leaves scope; what was written up to this position still goes to the kit, so that it sees why.
    pub fn leave(&self, device: DeviceId, subject: Subject, until: u64) -> Result<(), StorageError> {
        let sql = "UPDATE scope_member SET until = ?3 WHERE device = ?1 AND subject = ?2";
        self.0.prepare_cached(sql)?.execute(params![device.0, subject.id(), int(until)])?;
        Ok(())
    }

    /// A kit wrote to a document that was never in its scope here: it has it, and lets it go.
    pub fn note_author(&self, device: DeviceId, doc: DocId) -> Result<(), StorageError> {
        let sql =
            "INSERT INTO scope_member (device, subject, what, since, until, again) VALUES (?1, ?2, 0, 0, 0, 0) ON CONFLICT DO NOTHING";
        self.0.prepare_cached(sql)?.execute(params![device.0, doc.0])?;
        Ok(())
    }

    /// Whether anything is noted of a kit.
    pub fn knows(&self, device: DeviceId) -> Result<bool, StorageError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM scope_member WHERE device = ?1)";
        Ok(self.0.prepare_cached(sql)?.query_row([device.0], |row| row.get(0))?)
    }

    /// Documents that a kit may hold which was answered up to `passed`: all that it wrote to, and all that ever was in its scope and has a change up
    /// to there. When a kit lets go of what left its scope the office does not see, so that counts too.
    pub fn docs_on(&self, device: DeviceId, passed: u64) -> Result<Vec<DocId>, StorageError> {
        let sql = "SELECT DISTINCT doc FROM entry WHERE device = ?1 AND kind = 0
                   UNION SELECT m.subject FROM scope_member m WHERE m.device = ?1 AND m.what = 0 AND m.since <= ?2
                   AND EXISTS (SELECT 1 FROM entry e WHERE e.doc = m.subject AND e.kind = 0 AND e.refused = 0 AND e.office_seq <= ?2)
                   ORDER BY 1";
        let mut statement = self.0.prepare_cached(sql)?;
        let docs = statement.query_map(params![device.0, int(passed)], |row| row.get(0).map(DocId))?.collect::<Result<_, _>>()?;
        Ok(docs)
    }
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    let until = Some(row.get::<_, i64>(2)?).filter(|until| *until != MEMBER).map(uint);
    Ok(Member { device: DeviceId(row.get(0)?), since: uint(row.get(1)?), until })
}

/// A database from before there was scope: every kit was passed everything up to its cursor, and every log. What is in scope now comes to it whole when
/// the office next looks at the document.
pub(super) fn backfill(connection: &Connection, found: u32) -> Result<(), StorageError> {
    const FIRST: u32 = 14;
    if !(1..FIRST).contains(&found) {
        return Ok(());
    }
    connection.execute(
        "INSERT INTO scope_member (device, subject, what, since, until, again)
         SELECT device.id, document.doc, 0, 0, device.cursor, 0 FROM device, document WHERE device.office = 0",
        [],
    )?;
    connection.execute(
        "INSERT INTO scope_member (device, subject, what, since, until, again)
         SELECT a.id, b.id, 1, 0, ?1, 0 FROM device a, device b WHERE a.office = 0 AND b.office = 0 AND a.id <> b.id",
        [MEMBER],
    )?;
    Ok(())
}
