//! `sync-server device-confirm`: what the second user does in the dashboard, for the hour in which nobody is near it.

use clap::Args;
use ktpel_domain::peran::Action;

use super::{CliError, Place, say, terminal};
use crate::office::confirm::{ConfirmError, Confirmation};

/// Decides about a kit that waits; the password of the user (and the code of the second factor) is read from standard input.
#[derive(Debug, Args)]
pub struct DeviceConfirm {
    #[command(flatten)]
    place: Place,
    /// Office user who confirms: another one than who opened the code.
    #[arg(long = "as")]
    login: String,
    /// The six words as the person at the kit reads them aloud.
    #[arg(long)]
    words: String,
    /// Turns the kit away.
    #[arg(long)]
    reject: bool,
}

impl DeviceConfirm {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let decision = if self.reject { Confirmation::Reject } else { Confirmation::Approve };
        let name = terminal::act(&office, &self.login, Action::ConfirmDevice, |user| {
            let waiting = office.storage.read(|tables| tables.enrolments().waiting(office.now()))?;
            let row = waiting.into_iter().find(|row| row.shows(&self.words)).ok_or(ConfirmError::Words)?;
            office.confirm(user, &row.nonce, &self.words, decision)?;
            Ok(row.name)
        })?;
        match decision {
            Confirmation::Approve => say(&format!("{name} is taken in")),
            Confirmation::Reject => say(&format!("{name} is turned away")),
        }
        Ok(())
    }
}
