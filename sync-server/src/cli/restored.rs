//! `sync-server restored`

use clap::Args;

use super::{CliError, Place, say};
use crate::random;

/// Begins a new generation after a restore.
#[derive(Debug, Args)]
pub struct Restored {
    #[command(flatten)]
    place: Place,
}

impl Restored {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        office.storage.write(|tables| tables.office().set_generation(random::bytes()))?;
        say("new generation: each kit sends again what this database lacks, and reads everything anew");
        Ok(())
    }
}
