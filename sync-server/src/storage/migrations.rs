//! Brings a database to the present schema. A released step is never edited: the next one goes at the end.

use rusqlite::Connection;

use super::{
    StorageError, actor, attachment, authority, blanko_use, case_summary, checkpoint, device, device_status, document, enrol_code,
    enrolment, entry, extract, held_extract, journal, life, lookup_alarm, office, operator, person_key, quarantine, recovery_code,
    resident, scope_member, session, step_time, stick_key, tip_proof, user, visit,
};

/// All steps, oldest first; `user_version` counts those that are done.
const STEPS: &[&[&str]] = &[
    &[
        office::V1,
        entry::V1,
        document::V1,
        case_summary::V1,
        device::V1,
        enrol_code::V1,
        visit::V1,
        extract::V1,
        user::V1,
        operator::V1,
        person_key::V1,
        actor::V1,
        attachment::V1,
        quarantine::V1,
        resident::V1,
        step_time::V1,
    ],
    &[office::V2],
    &[user::V2, session::V1, recovery_code::V1],
    &[journal::V2, checkpoint::V2, tip_proof::V2],
    &[case_summary::V2],
    &[authority::V2],
    &[lookup_alarm::V1],
    &[quarantine::V2],
    &[device_status::V1, held_extract::V1],
    &[enrol_code::V2, enrolment::V1],
    &[stick_key::V1],
    &[life::V1],
    &[blanko_use::V1],
    &[visit::V2, device::V2, case_summary::V3, scope_member::V1],
    &[entry::V2],
];

pub fn run(connection: &mut Connection) -> Result<(), StorageError> {
    let known = u32::try_from(STEPS.len()).expect("few migrations");
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(StorageError::Newer { found, known });
    }
    for (index, step) in STEPS.iter().enumerate().skip(found as usize) {
        let transaction = connection.transaction()?;
        step.iter().try_for_each(|sql| transaction.execute_batch(sql))?;
        transaction.pragma_update(None, "user_version", u32::try_from(index + 1).expect("few migrations"))?;
        transaction.commit()?;
    }
    let transaction = connection.transaction()?;
    if found < known {
        journal::backfill(&transaction)?;
        scope_member::backfill(&transaction, found)?;
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::office::OfficeTable;

    /// The archive's key of an office set up before there was a reserve key must not be lost.
    #[test]
    fn the_one_archive_key_of_the_first_schema_stays() {
        let mut connection = Connection::open_in_memory().unwrap();
        for sql in STEPS[0] {
            connection.execute_batch(sql).unwrap();
        }
        connection
            .execute_batch(
                "PRAGMA user_version = 1;
                 INSERT INTO office (id, nama, generation, secret, archive_recipient, demo, created_ms)
                 VALUES (1, 'Dinas', zeroblob(16), zeroblob(32), 'age1lama', 0, 0);",
            )
            .unwrap();
        run(&mut connection).unwrap();
        let row = OfficeTable(&connection).find().unwrap().unwrap();
        assert_eq!((row.archive_recipients, row.recovery_recipient), (vec!["age1lama".to_owned()], None));
    }
}
