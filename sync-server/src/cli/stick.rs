//! `sync-server stick`

use std::{fs::File, path::PathBuf};

use clap::Args;

use super::{CliError, Place, say};

/// Takes work that a kit saved on a USB stick, and writes the office's receipt beside it.
#[derive(Debug, Args)]
pub struct Stick {
    #[command(flatten)]
    place: Place,
    /// File of the kit (`ktpel-….ktps`).
    file: PathBuf,
    /// Where to write the receipt; beside the file if not said.
    #[arg(long)]
    receipt: Option<PathBuf>,
}

impl Stick {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let report = office.take_stick(&mut File::open(&self.file)?)?;
        let receipt = self.receipt.unwrap_or_else(|| self.file.with_extension("ktpr"));
        std::fs::write(&receipt, &report.receipt)?;
        let (first, last) = report.entries;
        say(&format!("kit {}: entries {first}–{last}, the office now has up to {}", report.name, report.acked_seq));
        say(&format!("attachments: {} of {} are whole", report.complete, report.attachments));
        for (name, seq) in &report.others {
            say(&format!("it also brought work of {name}: the office now has up to {seq}"));
        }
        for (at, bytes) in &report.damaged {
            say(&format!("damaged: {bytes} bytes from byte {at}; the rest was taken"));
        }
        if !report.whole {
            say("the file is not whole: export again at the kit when the receipt was read there");
        }
        say(&format!("receipt for the kit: {}", receipt.display()));
        Ok(())
    }
}
