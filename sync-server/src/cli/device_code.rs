//! `sync-server device-code`

use clap::Args;

use super::{CliError, Place, say};

/// Opens a one-time code.
#[derive(Debug, Args)]
pub struct DeviceCode {
    #[command(flatten)]
    place: Place,
}

impl DeviceCode {
    pub fn run(self) -> Result<(), CliError> {
        let code = self.place.open()?.open_code()?;
        say(&format!("{} (valid for 15 minutes, one kit, until {} WITA)", code.text, code.expires.local().time()));
        Ok(())
    }
}
