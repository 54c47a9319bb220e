//! `sync-server revoke`: the same decision as in the dashboard, for the hour in which nobody is near it. Signed by the user whose password is typed.

use clap::Args;
use ktpel_domain::{ids::DeviceId, peran::Action};

use super::{CliError, Place, say, terminal};
use crate::office::revoke::Decision;

/// Refuses a lost kit from now on; the password of the user (and the code of the second factor) is read from standard input.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    place: Place,
    /// Device id, 32 hexadecimal digits, as the dashboard shows it.
    #[arg(long)]
    device: DeviceId,
    /// Office user who decides.
    #[arg(long = "as")]
    login: String,
    /// Why.
    #[arg(long)]
    reason: String,
    /// Also orders the kit to destroy what it holds as soon as it meets the office.
    #[arg(long)]
    wipe: bool,
}

impl Revoke {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let decision = if self.wipe { Decision::Wipe } else { Decision::Revoke };
        terminal::act(&office, &self.login, Action::WipeDevice, |user| Ok(office.decide(user, self.device, &decision, &self.reason)?))?;
        say("revoked: nothing of this kit is taken any more");
        Ok(())
    }
}
