//! The office's certificate authority: made with the office, kept in its database.

use ktpel_domain::time::Timestamp;
use ktpel_pki::Ca;

use super::OfficeError;
use crate::storage::{AuthorityRow, Tables};

/// Makes the authority of a new office and keeps it.
pub(super) fn make(tables: &Tables<'_>, now: Timestamp) -> Result<Ca, OfficeError> {
    let ca = Ca::create(now)?;
    tables.authority().create(&AuthorityRow { certificate: ca.certificate().to_vec(), secret: ca.secret(), created_ms: now.0 })?;
    Ok(ca)
}

/// The authority as it is kept; a database from before there was one gets it now.
pub(super) fn load_or_make(tables: &Tables<'_>, now: Timestamp) -> Result<Ca, OfficeError> {
    match tables.authority().find()? {
        Some(row) => Ok(Ca::load(&row.certificate, &row.secret, Timestamp(row.created_ms))?),
        None => make(tables, now),
    }
}
