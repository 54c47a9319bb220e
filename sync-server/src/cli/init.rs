//! `sync-server init`

use std::sync::Arc;

use clap::Args;
use ktpel_domain::peran::Peran;
use ktpel_sync::payload::PolicyRecord;

use super::{CliError, Place, say, user::told};
use crate::{
    clock::SystemClock,
    office::{NewOffice, Office},
};

/// Sets up a new office.
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    place: Place,
    /// Name of the office, as kits and dashboard show it.
    #[arg(long)]
    office: String,
    /// age recipient (age1…) of the archive to which recordings and scans are sealed. Give it twice: the archive key and the offline
    /// reserve key, as `archive init` printed them.
    #[arg(long = "archive-recipient", required = true, value_parser = recipient)]
    archive_recipients: Vec<String>,
    /// age recipient (age1…) of the recovery key: opens a kit whose passphrase was lost.
    #[arg(long, value_parser = recipient)]
    recovery_recipient: Option<String>,
    /// Name with which the first admin signs in.
    #[arg(long, default_value = "admin")]
    admin_login: String,
    /// Name of the first admin, as shown.
    #[arg(long, default_value = "Admin Kantor")]
    admin_nama: String,
}

impl Init {
    pub fn run(self) -> Result<(), CliError> {
        let new = NewOffice {
            nama: self.office,
            archive_recipients: self.archive_recipients,
            recovery_recipient: self.recovery_recipient,
            demo: false,
            policy: policy(),
        };
        let office = Office::create(&self.place.data, self.place.key()?.as_ref(), Arc::new(SystemClock::default()), new)?;
        say(&format!("office set up, server device {}", office.device()));
        let admin = office.invite(&self.admin_login, &self.admin_nama, Peran::Admin, None)?;
        told(&admin);
        Ok(())
    }
}

/// Reads an age recipient.
pub(super) fn recipient(text: &str) -> Result<String, String> {
    let recipient: ktpel_vault::Recipient = text.trim().parse().map_err(|error: ktpel_vault::SealError| error.to_string())?;
    Ok(recipient.to_string())
}

/// Policy of a new office: product rules 1, 2 and 14.
pub fn policy() -> PolicyRecord {
    let engine = ktpel_sop::situation::Policy::default();
    PolicyRecord {
        record_before_nik: engine.record_before_nik,
        max_status_age_days: engine.max_status_age_days,
        print_way: "printer".to_owned(),
    }
}
