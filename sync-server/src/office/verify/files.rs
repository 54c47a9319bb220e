//! Attachments: every file that the office said is complete has its size and its SHA-256.

use std::{fs::File, io};

use ktpel_domain::ids::Hash;

use super::Findings;
use crate::{
    office::{Office, OfficeError, lampiran::digest_of},
    storage::Tables,
};

pub(super) fn check(office: &Office, tables: &Tables<'_>, findings: &mut Findings) -> Result<(), OfficeError> {
    tables.attachments().each_complete(|hash, size| {
        match look(office, hash, size) {
            Ok(None) => findings.attachments += 1,
            Ok(Some(why)) => findings.add("attachment", format!("attachment {hash}"), None, why),
            Err(error) => findings.add("attachment", format!("attachment {hash}"), None, error),
        }
        Ok(())
    })?;
    Ok(())
}

fn look(office: &Office, hash: Hash, size: u64) -> io::Result<Option<&'static str>> {
    let file = match File::open(office.path_of(hash)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some("the file is missing")),
        Err(error) => return Err(error),
    };
    if file.metadata()?.len() != size {
        return Ok(Some("the file has another size"));
    }
    Ok((digest_of(file)? != hash).then_some("the file does not have its hash"))
}
