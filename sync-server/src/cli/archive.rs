//! `sync-server archive`: the tool of the archive workstation. Works without an office database and without a network.
//!
//! Two persons are needed for everything that opens something. Each opening prints a line for the archive's register (UU 27/2022 ps. 31: records of
//! processing). It owns no cryptography: that is `ktpel-vault`.

mod ask;
mod change_passphrase;
mod init;
mod open;
mod recover_kit;

use clap::{Args, Subcommand};
use ktpel_domain::time::{Clock, Timestamp};

use super::{CliError, say};
use crate::clock::SystemClock;

/// Keys and sealed files, on the archive workstation.
#[derive(Debug, Args)]
pub struct Archive {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the archive's key, the reserve key and the recovery key, each under two persons' passphrases.
    Init(init::Init),
    /// Opens sealed recordings and scans.
    Open(open::Open),
    /// Gives a kit whose passphrase was lost a new one.
    RecoverKit(recover_kit::RecoverKit),
    /// Gives a key file new passphrases.
    ChangePassphrase(change_passphrase::ChangePassphrase),
}

impl Archive {
    pub fn run(self) -> Result<(), CliError> {
        match self.command {
            Command::Init(command) => command.run(),
            Command::Open(command) => command.run(),
            Command::RecoverKit(command) => command.run(),
            Command::ChangePassphrase(command) => command.run(),
        }
    }
}

/// A line for the archive's register: when, with which key, what.
fn register(key: &str, what: &str) {
    say(&format!("REGISTER {} key {key} {what}", utc(SystemClock::default().now())));
}

fn utc(at: Timestamp) -> String {
    // Kota Bima is eight hours ahead of UTC all year.
    format!("{}+08:00", Timestamp(at.0 - at.0.rem_euclid(1000)).local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_line_has_one_reading() {
        assert_eq!(utc(Timestamp(1_764_806_400_123)), "2025-12-04T08:00:00+08:00");
    }
}
