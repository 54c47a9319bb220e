//! `sync-server revoke`: the same decision as in the dashboard, for the hour in which nobody is near it. Signed by the user whose password is typed.

use std::io::BufRead;

use clap::Args;
use ktpel_domain::{
    ids::DeviceId,
    peran::{Action, may},
};
use zeroize::Zeroizing;

use super::{CliError, Place, say};
use crate::office::{
    Office,
    revoke::Decision,
    sessions::{Session, SessionId, Stage},
};

/// Refuses a lost kit from now on; the password of the user (and the code of the second factor) is read from standard input.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    place: Place,
    /// Device id, 32 hexadecimal digits, as the dashboard shows it.
    #[arg(long)]
    device: DeviceId,
    /// Office user who decides.
    #[arg(long = "as")]
    login: String,
    /// Why.
    #[arg(long)]
    reason: String,
    /// Also orders the kit to destroy what it holds as soon as it meets the office.
    #[arg(long)]
    wipe: bool,
}

impl Revoke {
    pub fn run(self) -> Result<(), CliError> {
        let office = self.place.open()?;
        let (id, session) = enter(&office, &self.login)?;
        let user = &session.signed_in;
        let decided = if may(user.peran, Action::WipeDevice) {
            let decision = if self.wipe { Decision::Wipe } else { Decision::Revoke };
            office.decide(user, self.device, &decision, &self.reason).map_err(CliError::from)
        } else {
            Err(format!("{} may not do this", user.peran.label()).into())
        };
        office.sign_out(id)?;
        decided?;
        say("revoked: nothing of this kit is taken any more");
        Ok(())
    }
}

/// Signs the user in as the dashboard does: password, then the code of the second factor where one is set up, each a line of standard input.
fn enter(office: &Office, login: &str) -> Result<(SessionId, Session), CliError> {
    let (token, session) = office.sign_in(login, &line()?, None)?;
    let id = SessionId(token.digest());
    match session.stage {
        Stage::Open => Ok((id, session)),
        Stage::Code => Ok((id, office.enter_code(id, &session, &line()?, None)?)),
        Stage::NewPassword | Stage::SetUpTotp => {
            office.sign_out(id)?;
            Err("this user has to sign in at the dashboard first".into())
        }
    }
}

fn line() -> Result<Zeroizing<String>, CliError> {
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}
