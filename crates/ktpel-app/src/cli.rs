//! Commands of the kit's programs that need no screen: setting a kit up, checking what it has stored.

use std::{
    ffi::OsString,
    io::Write,
    process::ExitCode,
    time::{Duration, Instant},
};

use ktpel_ipc::{
    Problem, ProblemCode,
    views::{SetupParams, SetupProgress, UnlockParams},
};

use crate::{
    App, SystemHost, data_dir, session,
    setup::{self, Purpose},
    verify,
};

/// How often a waiting kit asks.
const LOOK_EVERY: Duration = Duration::from_millis(300);

const HELP: &str = "\
(without arguments)   opens the kit
setup --code CODE [--office-url URL] --name NAME [--demo]
                      asks the office to take this laptop in; CODE may be the whole text of the QR code, then the URL is not needed.
                      Prints six words, waits until a second person at the office has compared them, then prints the team passphrase.
                      Ends with 3 when the code opens nothing, 4 when the office turned the laptop away, 5 when nobody decided in time
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
    let (Some(code), Some(device_name)) = (value("--code"), value("--name")) else {
        return say(HELP, ExitCode::from(2));
    };
    let params = SetupParams { office_url: value("--office-url").unwrap_or_default(), code, device_name };
    let purpose = if arguments.iter().any(|argument| argument == "--demo") { Purpose::Demo } else { Purpose::Field };
    let app = App::new(data_dir(), SystemHost::new(Box::new(drop)));
    let done = setup::begin(&app, params, purpose).and_then(|shown| {
        say(&format!("six words: {}", shown.words), ExitCode::SUCCESS);
        say(&format!("Read them to a second person at {}, who compares and approves them in Perangkat.", shown.office), ExitCode::SUCCESS);
        wait(&app, Duration::from_millis(shown.open_ms))
    });
    match done {
        Ok(passphrase) => say(&passphrase, ExitCode::SUCCESS),
        Err(problem) => say(&format!("setup failed: {}", why(&problem)), exit_code(&problem)),
    }
}

/// Waits for the second person; a line that breaks meanwhile is tried again until the time is over.
fn wait(app: &App<SystemHost>, open: Duration) -> Result<String, Problem> {
    let started = Instant::now();
    loop {
        match setup::look(app) {
            Ok(SetupProgress { done: Some(view) }) => return Ok(view.passphrase),
            Ok(SetupProgress { done: None }) => {}
            Err(problem) if problem.code == ProblemCode::ServerUnreachable && started.elapsed() < open => {}
            Err(problem) => return Err(problem),
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

fn exit_code(problem: &Problem) -> ExitCode {
    match problem.code {
        ProblemCode::WrongCode => ExitCode::from(3),
        ProblemCode::EnrolRejected => ExitCode::from(4),
        ProblemCode::EnrolExpired => ExitCode::from(5),
        _ => ExitCode::FAILURE,
    }
}

/// In words, for what a person at the terminal can mend.
fn why(problem: &Problem) -> String {
    match (problem.code, problem.params.get("what").map(String::as_str)) {
        (ProblemCode::WrongCode, Some("expired")) => "the code is older than fifteen minutes".to_owned(),
        (ProblemCode::WrongCode, Some("used")) => "the code was used by another laptop".to_owned(),
        (ProblemCode::WrongCode, Some("tries")) => "the code was closed after five wrong tries".to_owned(),
        (ProblemCode::WrongCode, _) => "there is no such code".to_owned(),
        (ProblemCode::EnrolRejected, _) => "the office turned this laptop away".to_owned(),
        (ProblemCode::EnrolExpired, _) => "nobody at the office decided in time".to_owned(),
        (ProblemCode::OtherOffice, _) => "who answers is not the office of this QR code".to_owned(),
        (code, _) => format!("{code:?} {:?}", problem.params),
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
