//! A user at the terminal: signed in as at the dashboard, with the same rights, for one act.

use std::io::BufRead;

use ktpel_domain::peran::{Action, may};
use zeroize::Zeroizing;

use super::CliError;
use crate::office::{
    Office,
    sessions::{Session, SessionId, SignedIn, Stage},
};

/// Does one thing as the user whose password is typed, if the role may, and signs the user out.
pub(super) fn act<T>(
    office: &Office,
    login: &str,
    action: Action,
    work: impl FnOnce(&SignedIn) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let (id, session) = enter(office, login)?;
    let user = &session.signed_in;
    let done = if may(user.peran, action) { work(user) } else { Err(format!("{} may not do this", user.peran.label()).into()) };
    office.sign_out(id)?;
    done
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
