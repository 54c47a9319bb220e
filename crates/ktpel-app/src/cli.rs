//! Commands of the kit's programs that need no screen: setting a kit up, checking what it has stored.

use std::{ffi::OsString, io::Write, process::ExitCode};

use ktpel_ipc::views::{SetupParams, UnlockParams};

use crate::{
    App, SystemHost, data_dir, session,
    setup::{self, Purpose},
    verify,
};

const HELP: &str = "\
(without arguments)   opens the kit
setup --office-url URL --code CODE --name NAME [--demo]
                      enrols this laptop at the office and prints the team passphrase
rekey                 gives the data a new key; the team passphrase is read from standard input and stays
verify [--json]       checks everything stored on this laptop; reads the team passphrase from standard input; ends with 1 when something does not fit
--help                this text

Data: $KTPEL_DATA_DIR, else $XDG_DATA_HOME/ktpel-mobile. Log level: $KTPEL_LOG.";

/// Carries out a command, if the arguments name one; `None` means: open the kit.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let arguments: Vec<String> = arguments.map(|argument| argument.to_string_lossy().into_owned()).collect();
    match arguments.first().map(String::as_str) {
        None => None,
        Some("setup") => Some(set_up(arguments.get(1..).unwrap_or_default())),
        Some("rekey") => Some(rekey()),
        Some("verify") => Some(verify(arguments.get(1..).unwrap_or_default())),
        Some("--help" | "-h") => Some(say(HELP, ExitCode::SUCCESS)),
        Some(_) => Some(say(HELP, ExitCode::from(2))),
    }
}

fn set_up(arguments: &[String]) -> ExitCode {
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let (Some(office_url), Some(code), Some(device_name)) = (value("--office-url"), value("--code"), value("--name")) else {
        return say(HELP, ExitCode::from(2));
    };
    let purpose = if arguments.iter().any(|argument| argument == "--demo") { Purpose::Demo } else { Purpose::Field };
    let app = App::new(data_dir(), SystemHost::new(Box::new(drop)));
    match setup::run(&app, SetupParams { office_url, code, device_name }, &purpose) {
        Ok(view) => say(&view.passphrase, ExitCode::SUCCESS),
        Err(problem) => say(&format!("setup failed: {:?} {:?}", problem.code, problem.params), ExitCode::FAILURE),
    }
}

fn rekey() -> ExitCode {
    let mut words = zeroize::Zeroizing::new(String::new());
    if std::io::stdin().read_line(&mut words).is_err() || words.trim().is_empty() {
        return say("the team passphrase is expected on standard input", ExitCode::from(2));
    }
    let app = App::new(data_dir(), SystemHost::new(Box::new(drop)));
    let unlocked = session::unlock(&app, &UnlockParams { passphrase: words.trim().to_owned() });
    match unlocked.and_then(|_| crate::rekey::run(&app, words.trim())) {
        Ok(()) => say("new data key; the same words and PINs open the kit", ExitCode::SUCCESS),
        Err(problem) => say(&format!("rekey failed: {:?} {:?}", problem.code, problem.params), ExitCode::FAILURE),
    }
}

/// Opens the store with the passphrase from standard input and checks it.
fn verify(arguments: &[String]) -> ExitCode {
    let mut passphrase = String::new();
    if std::io::stdin().read_line(&mut passphrase).is_err() {
        return say("the passphrase could not be read", ExitCode::from(2));
    }
    let app = App::new(data_dir(), SystemHost::new(Box::new(drop)));
    let unlocked = session::unlock(&app, &UnlockParams { passphrase: passphrase.trim().to_owned() });
    let view = match unlocked.and_then(|_| verify::run(&app)) {
        Ok(view) => view,
        Err(problem) => return say(&format!("not checked: {:?} {:?}", problem.code, problem.params), ExitCode::from(2)),
    };
    let sound = if view.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if arguments.iter().any(|argument| argument == "--json") {
        return say(&serde_json::to_string_pretty(&view).unwrap_or_default(), sound);
    }
    let counts = format!(
        "{} entries and {} documents are sound, {} checkpoints and {} attachments",
        view.entries, view.documents, view.checkpoints, view.attachments
    );
    let lines = view.problems.iter().map(|problem| format!("not sound: {}: {}", problem.place, problem.why));
    say(&std::iter::once(counts).chain(lines).collect::<Vec<_>>().join("\n"), sound)
}

/// Prints a line; a closed output is no reason to fail.
fn say(text: &str, code: ExitCode) -> ExitCode {
    let _ = writeln!(std::io::stdout(), "{text}");
    code
}
