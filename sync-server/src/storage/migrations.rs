//! Brings a database to the present schema. A released step is never edited: the next one goes at the end.

use rusqlite::Connection;

use super::{
    StorageError, actor, attachment, case_summary, device, document, enrol_code, entry, extract, office, operator, person_key, quarantine,
    resident, step_time, user, visit,
};

/// All steps, oldest first; `user_version` counts those that are done.
const STEPS: &[&[&str]] = &[&[
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
]];

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
    Ok(())
}
