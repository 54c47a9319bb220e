//! `sync-server extract`

use std::path::PathBuf;

use clap::Args;
use ktpel_domain::ids::DocId;

use super::{CliError, Place, say};

/// Publishes a register extract for a visit.
#[derive(Debug, Args)]
pub struct Extract {
    #[command(flatten)]
    place: Place,
    /// Visit id, 32 hexadecimal digits.
    #[arg(long)]
    visit: DocId,
    /// CSV file with the columns of the extract.
    csv: PathBuf,
}

impl Extract {
    pub fn run(self) -> Result<(), CliError> {
        let csv = std::fs::read(&self.csv)?;
        let published = self.place.open()?.publish_extract(self.visit, &csv, None)?;
        for line in &published.rejected {
            say(&format!("left out: {line}"));
        }
        say(&format!("{} residents published, digest {}", published.rows, published.digest));
        Ok(())
    }
}
