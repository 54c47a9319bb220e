//! `sync-server archive change-passphrase`

use std::path::PathBuf;

use clap::Args;
use ktpel_vault::TwoPersonKey;

use super::{
    ask::{self, Which},
    register,
};
use crate::cli::{CliError, say};

/// Gives a key file new passphrases. The key stays: what was sealed to it opens as before.
#[derive(Debug, Args)]
pub struct ChangePassphrase {
    /// Key file.
    #[arg(long)]
    key: PathBuf,
}

impl ChangePassphrase {
    pub fn run(self) -> Result<(), CliError> {
        let key = TwoPersonKey::load(&self.key)?;
        let old = ask::pair(Which::Known)?;
        // Wrong ones are told before new ones are thought of.
        key.open(&old)?;
        let new = ask::pair(Which::New)?;
        key.change(&old, &new)?.replace(&self.key)?;
        register(&key.id(), "passphrases changed");
        say("Changed. Copies of the old file still open with the old passphrases: destroy them.");
        Ok(())
    }
}
