//! `sync-server restored`

use clap::Args;

use super::{CliError, Place, say};

/// Begins a new generation after a restore.
#[derive(Debug, Args)]
pub struct Restored {
    #[command(flatten)]
    place: Place,
}

impl Restored {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        office.begin_life()?;
        say("new generation: each kit brings back what this database lacks, its own work and what the office had written");
        Ok(())
    }
}
