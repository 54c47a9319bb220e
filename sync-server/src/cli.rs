//! The command line: set up, serve, demonstrate, take in a kit, check.

mod archive;
mod device_code;
mod device_confirm;
mod import;
mod init;
mod restored;
mod revoke;
mod seed;
mod serve;
mod stick;
mod terminal;
mod user;
mod verify;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, Parser, Subcommand};
use zeroize::Zeroizing;

use crate::{clock::SystemClock, office::Office, storage::StorageKey};

/// Why a command failed; shown to the person at the terminal.
pub type CliError = Box<dyn std::error::Error + Send + Sync>;

/// Office server of KTP-el Mobile.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sets up a new office in an empty folder.
    Init(init::Init),
    /// Serves kits and dashboard until it is stopped.
    Serve(serve::Serve),
    /// Makes a made-up office to try things out.
    Seed(seed::Seed),
    /// Adds an office user, or resets one; prints a one-time password.
    User(user::User),
    /// Publishes a register extract (CSV) for a visit.
    Extract(import::Extract),
    /// Opens a one-time code with which one kit asks to be taken in.
    DeviceCode(device_code::DeviceCode),
    /// Takes a kit in that waits, or turns it away; by another user than the one who opened the code.
    DeviceConfirm(device_confirm::DeviceConfirm),
    /// Refuses a lost kit from now on.
    Revoke(revoke::Revoke),
    /// Takes work that a kit saved on a USB stick.
    Stick(stick::Stick),
    /// To be run once after the data folder was restored from a backup: kits then bring back what is missing.
    Restored(restored::Restored),
    /// Keys and sealed files, on the archive workstation; needs no office database.
    Archive(archive::Archive),
    /// Parses what kits sent; only the server starts it.
    #[command(hide = true)]
    Worker,
    /// Checks everything stored and names the first row that is not sound.
    #[command(alias = "check")]
    Verify(verify::Verify),
}

/// Where the data lie.
#[derive(Debug, Args)]
struct Place {
    /// Data folder.
    #[arg(long)]
    data: PathBuf,
    /// File with the database key, 64 hexadecimal digits (a systemd credential). Without it the database is not encrypted.
    #[arg(long)]
    key_file: Option<PathBuf>,
}

impl Place {
    fn key(&self) -> Result<Option<StorageKey>, CliError> {
        self.key_file.as_deref().map(read_key).transpose()
    }

    fn open(&self) -> Result<Office, CliError> {
        Ok(Office::open(&self.data, self.key()?.as_ref(), Arc::new(SystemClock::default()))?)
    }
}

/// Runs a command and says on standard error why it failed.
#[allow(clippy::print_stderr, reason = "this is the terminal's side of the program")]
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::Init(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Seed(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Extract(command) => command.run(),
        Command::DeviceCode(command) => command.run(),
        Command::DeviceConfirm(command) => command.run(),
        Command::Revoke(command) => command.run(),
        Command::Stick(command) => command.run(),
        Command::Restored(command) => command.run(),
        Command::Archive(command) => command.run(),
        Command::Worker => crate::worker::run().map_err(Into::into),
        Command::Verify(command) => command.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sync-server: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says something to the person at the terminal, or to the program that started this one. The other end may have gone.
fn say(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _reader_may_be_gone = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn read_key(path: &Path) -> Result<StorageKey, CliError> {
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    let bytes = Zeroizing::new(
        data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).map_err(|_| "the key file has no 64 hexadecimal digits")?,
    );
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| "the key file has no 64 hexadecimal digits")?;
    Ok(Zeroizing::new(key))
}
