//! `sync-server check`

use clap::Args;

use super::{CliError, Place, say};

/// Checks everything stored.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    place: Place,
}

impl Check {
    pub fn run(self) -> Result<(), CliError> {
        let findings = self.place.open()?.check()?;
        say(&format!("{} entries and {} documents are sound", findings.entries, findings.documents));
        for problem in &findings.problems {
            say(&format!("not sound: {problem}"));
        }
        if findings.problems.is_empty() { Ok(()) } else { Err(format!("{} problems", findings.problems.len()).into()) }
    }
}
