//! `sync-server archive recover-kit`

use std::path::PathBuf;

use clap::Args;
use ktpel_vault::{KeyUse, Slots, TwoPersonKey, UnlockError, passphrase};

use super::{
    ask::{self, Which},
    register,
};
use crate::cli::{CliError, say};

/// Gives a kit a new team passphrase.
#[derive(Debug, Args)]
pub struct RecoverKit {
    /// Key file: recovery.key.
    #[arg(long)]
    key: PathBuf,
    /// The kit's slots.json, copied from its data folder.
    #[arg(long)]
    slots: PathBuf,
    /// File for the new slots; it takes the place of slots.json in the kit's data folder.
    #[arg(long)]
    out: PathBuf,
}

impl RecoverKit {
    pub fn run(self) -> Result<(), CliError> {
        let key = TwoPersonKey::load(&self.key)?;
        if key.key_use() != KeyUse::Recovery {
            return Err("this key opens recordings, no kits; use recovery.key".into());
        }
        let mut slots = Slots::read(&self.slots)?;
        if slots.office_recipients().all(|recipient| recipient != key.recipient()) {
            return Err("these slots are not for this recovery key".into());
        }
        if self.out.exists() {
            return Err(format!("{} is there already", self.out.display()).into());
        }
        let identity = key.open(&ask::pair(Which::Known)?)?;
        let data_key = slots.recover(&identity.secret()).map_err(|error| match error {
            UnlockError::WrongRecoveryKey | UnlockError::NoSlot => CliError::from("these slots are not for this recovery key"),
            other => other.into(),
        })?;
        let words = passphrase::generate_now();
        slots.set_passphrase(&data_key, words.expose())?;
        slots.write_new(&self.out)?;
        register(&key.id(), &format!("recovered the kit of key check {}", data_encoding::HEXLOWER.encode(&slots.key_check()?.0)));
        say(&format!("New team passphrase, shown once:\n  {}", words.expose()));
        say("Put the new file into the kit's data folder as slots.json. The old words open nothing there any more.");
        Ok(())
    }
}
