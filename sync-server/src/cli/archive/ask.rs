//! Asking two persons for their passphrases: on a terminal without showing them, else one line each from standard input.

use std::io::{BufRead, IsTerminal};

use ktpel_vault::Pair;
use zeroize::Zeroizing;

use crate::cli::CliError;

/// Which passphrases are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those that open a key file now.
    Known,
    /// Those that will; on a terminal each is asked for twice.
    New,
}

/// Asks both persons.
pub(super) fn pair(which: Which) -> Result<Pair, CliError> {
    Ok(Pair::new(&one("First person", which)?, &one("Second person", which)?)?)
}

fn one(person: &str, which: Which) -> Result<Zeroizing<String>, CliError> {
    if !std::io::stdin().is_terminal() {
        return line();
    }
    match which {
        Which::Known => hidden(&format!("{person}, passphrase: ")),
        Which::New => {
            let typed = hidden(&format!("{person}, new passphrase: "))?;
            let again = hidden(&format!("{person}, the same again: "))?;
            if typed == again { Ok(typed) } else { Err("the two entries differ; nothing was changed".into()) }
        }
    }
}

fn hidden(prompt: &str) -> Result<Zeroizing<String>, CliError> {
    Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
}

fn line() -> Result<Zeroizing<String>, CliError> {
    let mut line = Zeroizing::new(String::new());
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err("a passphrase is missing: one line for each person on standard input".into());
    }
    Ok(line)
}
