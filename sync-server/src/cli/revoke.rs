//! `sync-server revoke`

use clap::Args;
use ktpel_domain::ids::DeviceId;

use super::{CliError, Place, say};
use crate::storage::DeviceStatus;

/// Refuses a kit from now on.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    place: Place,
    /// Device id, 32 hexadecimal digits, as the dashboard shows it.
    #[arg(long)]
    device: DeviceId,
}

impl Revoke {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let known = office.storage.write(|tables| tables.devices().set_status(self.device, DeviceStatus::Revoked))?;
        if !known {
            return Err("there is no such kit".into());
        }
        say("revoked: nothing of this kit is taken any more");
        Ok(())
    }
}
