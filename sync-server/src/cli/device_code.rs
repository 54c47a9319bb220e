//! `sync-server device-code`

use clap::Args;
use ktpel_domain::peran::Action;
use ktpel_sync::invitation::{Invitation, letters};

use super::{CliError, Place, say, terminal};

/// Opens a one-time code; the password of the user (and the code of the second factor) is read from standard input.
#[derive(Debug, Args)]
pub struct DeviceCode {
    #[command(flatten)]
    place: Place,
    /// Office user who opens it. Another one has to confirm the kit.
    #[arg(long = "as")]
    login: String,
    /// Address of the office as kits reach it: then the whole text that the kit can be given is printed as well.
    #[arg(long)]
    public_url: Option<String>,
}

impl DeviceCode {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let code = terminal::act(&office, &self.login, Action::EnrolDevice, |user| Ok(office.open_code(user)?))?;
        say(&format!("{} (valid for 15 minutes, one kit, until {} WITA)", code.text, code.expires.local().time()));
        if let Some(office_url) = self.public_url {
            let ca = Some(ktpel_pki::fingerprint(office.ca.certificate()));
            say(&Invitation { office_url, code: letters(&code.text), ca }.to_text());
        }
        Ok(())
    }
}
