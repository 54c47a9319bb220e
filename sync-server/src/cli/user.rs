//! `sync-server user`

use std::io::BufRead;

use clap::Args;
use ktpel_domain::peran::Peran;
use ktpel_vault::KdfCost;
use zeroize::Zeroizing;

use super::{CliError, Place, say};
use crate::office::account::NewUser;

/// Shortest password that is taken.
const MIN_PASSWORD: usize = 10;

/// Adds an office user.
#[derive(Debug, Args)]
pub struct User {
    #[command(flatten)]
    place: Place,
    /// Name to sign in with.
    #[arg(long)]
    login: String,
    /// Name as shown.
    #[arg(long)]
    nama: String,
    /// Role id: kasi_identitas, kabid, kepala_dinas, petugas_administrasi, operator or admin.
    #[arg(long)]
    peran: String,
}

impl User {
    pub fn run(self) -> Result<(), CliError> {
        let peran: Peran = self.peran.parse()?;
        let mut password = Zeroizing::new(String::new());
        std::io::stdin().lock().read_line(&mut password)?;
        let password = password.trim_end_matches(['\r', '\n']);
        if password.chars().count() < MIN_PASSWORD {
            return Err(format!("a password has at least {MIN_PASSWORD} characters").into());
        }
        let user = NewUser { login: &self.login, nama: &self.nama, peran, password };
        self.place.open()?.add_user(&user, KdfCost::STANDARD)?;
        say("user added");
        Ok(())
    }
}
