//! `sync-server user`: the way in when nobody can sign in to the dashboard. Everything else about accounts is done there.

use clap::Args;
use ktpel_domain::peran::Peran;

use super::{CliError, Place, say};
use crate::office::account::OneTime;

/// Adds an office user with a one-time password, or gives one who cannot sign in any more a new one.
#[derive(Debug, Args)]
pub struct User {
    #[command(flatten)]
    place: Place,
    /// Name to sign in with.
    #[arg(long)]
    login: String,
    /// Name as shown.
    #[arg(long, required_unless_present = "reset")]
    nama: Option<String>,
    /// Role id: kasi_identitas, kabid, kepala_dinas, petugas_administrasi, operator_perekaman, operator or admin.
    #[arg(long, required_unless_present = "reset")]
    peran: Option<Peran>,
    /// The account is there: a new key and a new one-time password; the second factor is set up anew.
    #[arg(long, conflicts_with_all = ["nama", "peran"])]
    reset: bool,
}

impl User {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let given = match (self.nama, self.peran) {
            (Some(nama), Some(peran)) => office.invite(&self.login, &nama, peran, None)?,
            _ => office.reset_account(&self.login, None)?,
        };
        told(&given);
        Ok(())
    }
}

/// Says a one-time password; it is written down nowhere else.
pub(super) fn told(given: &OneTime) {
    say(&format!("user {} one-time password {} (good for one sign-in within 7 days)", given.login, given.password));
}
