//! `sync-server archive init`

use std::path::{Path, PathBuf};

use clap::Args;
use ktpel_vault::{KdfCost, KeyUse, TwoPersonKey};

use super::{
    ask::{self, Which},
    register,
};
use crate::cli::{CliError, say};

/// File and use of each key, with the option of `init` that takes its public part.
const KEYS: [(&str, KeyUse, &str); 3] = [
    ("archive.key", KeyUse::Archive, "--archive-recipient"),
    ("reserve.key", KeyUse::Reserve, "--archive-recipient"),
    ("recovery.key", KeyUse::Recovery, "--recovery-recipient"),
];

/// Makes the three keys.
#[derive(Debug, Args)]
pub struct Init {
    /// Folder for the key files; made if it is not there. No file in it is written over.
    #[arg(long)]
    out: PathBuf,
}

impl Init {
    pub fn run(self) -> Result<(), CliError> {
        if let Some((file, ..)) = KEYS.iter().find(|(file, ..)| self.out.join(file).exists()) {
            return Err(format!("{} is there already: no key is written over another", self.out.join(file).display()).into());
        }
        let pair = ask::pair(Which::New)?;
        std::fs::create_dir_all(&self.out)?;
        let mut options = String::new();
        for (file, key_use, option) in KEYS {
            let key = TwoPersonKey::create(key_use, &pair, KdfCost::STANDARD)?;
            key.save_new(&self.out.join(file))?;
            // A key that cannot be read back must not be handed to the office.
            TwoPersonKey::load(&self.out.join(file))?.open(&pair)?;
            register(&key.id(), &format!("made {file}"));
            options.push_str(&format!(" {option} {}", key.recipient()));
        }
        say(&format!("Set the office up with:\n  sync-server init --data DIR --office NAME{options}"));
        say(&format!("Keep reserve.key away from this place; copy {} to no server.", shown(&self.out)));
        Ok(())
    }
}

fn shown(folder: &Path) -> String {
    folder.display().to_string()
}
