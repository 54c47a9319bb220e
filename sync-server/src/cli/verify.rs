//! `sync-server verify`

use clap::Args;

use super::{CliError, Place, say};

/// Checks everything stored: logs, signatures, order, documents, lists, attachments. Ends with 1 when something does not fit.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    place: Place,
    /// Prints what was found as JSON.
    #[arg(long)]
    json: bool,
    /// What a printed day report says, typed (`1187 3F9A-…`, eight groups) or scanned (the text of its QR code, JSON): the logs must still have it.
    #[arg(long)]
    against: Vec<String>,
}

impl Verify {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let mut findings = office.verify()?;
        for text in &self.against {
            findings.problems.extend(office.verify_against(text)?);
        }
        if self.json {
            say(&serde_json::to_string_pretty(&findings)?);
        } else {
            say(&format!(
                "{} entries and {} documents are sound, {} positions and {} attachments",
                findings.entries, findings.documents, findings.positions, findings.attachments
            ));
            findings.problems.iter().for_each(|problem| say(&format!("not sound: {problem}")));
        }
        match findings.problems.first() {
            None => Ok(()),
            Some(first) => Err(format!("{} problems; the first: {first}", findings.problems.len()).into()),
        }
    }
}
