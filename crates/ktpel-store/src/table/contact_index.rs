//! `contact_index`: the contact requests of each visit (SOP MOBILE step 2), derived from the visit's document.

use std::fmt;

use ktpel_domain::ids::{ContactId, DocId};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE contact_index (
            n INTEGER PRIMARY KEY,
            contact BLOB NOT NULL UNIQUE,
            visit BLOB NOT NULL,
            nama TEXT NOT NULL,
            no_hp TEXT,
            layanan TEXT,
            at_ms INTEGER NOT NULL,
            case_doc BLOB
          ) STRICT;
          CREATE INDEX contact_index_visit ON contact_index (visit, at_ms);
          CREATE INDEX contact_index_case ON contact_index (case_doc) WHERE case_doc IS NOT NULL;",
}];

const COLUMNS: &str = "contact, visit, nama, no_hp, layanan, at_ms, case_doc";

/// One contact request.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// The contact.
    pub contact: ContactId,
    /// The visit that it is for.
    pub visit: DocId,
    /// Who asked.
    pub nama: String,
    /// Telephone number.
    pub no_hp: Option<String>,
    /// Service asked for.
    pub layanan: Option<String>,
    /// When, device clock.
    pub at_ms: i64,
    /// The case that it led to.
    pub case: Option<DocId>,
}

handles!(
    /// Reads the contacts.
    ContactIndex, ContactIndexMut
);

impl ContactIndex<'_> {
    /// The contacts of a visit, oldest first.
    pub fn of_visit(&self, visit: DocId) -> Result<Vec<ContactRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM contact_index WHERE visit = ?1 ORDER BY at_ms, n");
        sql::all(self.conn, &query, [visit.0], read)
    }

    /// One contact.
    pub fn find(&self, contact: ContactId) -> Result<Option<ContactRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM contact_index WHERE contact = ?1"), [contact.0], read)
    }

    /// The contacts that led to a case.
    pub fn of_case(&self, case: DocId) -> Result<Vec<ContactRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM contact_index WHERE case_doc = ?1 ORDER BY n"), [case.0], read)
    }
}

impl ContactIndexMut<'_> {
    /// Writes a contact, new or changed.
    pub fn put(&self, contact: &ContactRow) -> Result<(), StoreError> {
        let query = format!(
            "INSERT INTO contact_index ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (contact) DO UPDATE SET visit = ?2, nama = ?3, no_hp = ?4, layanan = ?5, at_ms = ?6, case_doc = ?7"
        );
        let case = contact.case.map(|case| case.0);
        sql::run(
            self.conn,
            &query,
            params![contact.contact.0, contact.visit.0, contact.nama, contact.no_hp, contact.layanan, contact.at_ms, case],
        )?;
        Ok(())
    }

    /// Removes the contacts of a visit that this kit no longer holds.
    pub fn remove_visit(&self, visit: DocId) -> Result<usize, StoreError> {
        sql::run(self.conn, "DELETE FROM contact_index WHERE visit = ?1", [visit.0])
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ContactRow> {
    Ok(ContactRow {
        contact: ContactId(row.get(0)?),
        visit: DocId(row.get(1)?),
        nama: row.get(2)?,
        no_hp: row.get(3)?,
        layanan: row.get(4)?,
        at_ms: row.get(5)?,
        case: row.get::<_, Option<_>>(6)?.map(DocId),
    })
}

/// Shows ids only.
impl fmt::Debug for ContactRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContactRow({} of {} case {:?})", self.contact, self.visit, self.case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    const VISIT: DocId = DocId([9; 16]);

    fn contact(n: u8) -> ContactRow {
        ContactRow {
            contact: ContactId([n; 16]),
            visit: VISIT,
            nama: "Oi Fo'o".to_owned(),
            no_hp: Some("081200000000".to_owned()),
            layanan: Some("hilang".to_owned()),
            at_ms: 100 - i64::from(n),
            case: None,
        }
    }

    #[test]
    fn contacts_are_read_back_by_visit_and_case() {
        let mut store = TestStore::new();
        let walked_in = ContactRow { no_hp: None, layanan: None, ..contact(2) };
        store.write(|tx| [contact(1), walked_in.clone()].iter().try_for_each(|row| tx.contact_index().put(row)));
        let served = ContactRow { case: Some(DocId([5; 16])), ..contact(1) };
        store.write(|tx| tx.contact_index().put(&served));
        let reopened = store.reopened();
        assert_eq!(reopened.contact_index().of_visit(VISIT).unwrap(), [walked_in.clone(), served.clone()]);
        assert_eq!(reopened.contact_index().of_case(DocId([5; 16])).unwrap(), [served]);
        assert_eq!(reopened.contact_index().find(walked_in.contact).unwrap(), Some(walked_in));
    }

    #[test]
    fn a_visits_contacts_go_together() {
        let mut store = TestStore::new();
        store.write(|tx| [contact(1), contact(2)].iter().try_for_each(|row| tx.contact_index().put(row)));
        assert_eq!(store.write(|tx| tx.contact_index().remove_visit(VISIT)), 2);
        assert_eq!(store.0.contact_index().of_visit(VISIT).unwrap(), []);
    }
}
