//! Child processes that end with the test, and waiting for what they do.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// The longest that anything may take; generous, because CI has two slow cores.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A child that is killed when it goes out of scope.
pub struct Kill(pub Child);

impl Kill {
    /// Ends it at once, as a power cut would (SIGKILL), and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Kill {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program of the workspace: beside this test's own program, or where `KTPEL_BIN_DIR` says.
pub fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("KTPEL_BIN_DIR").map(PathBuf::from).unwrap_or_else(|| {
        let own = std::env::current_exe().expect("a test has a program");
        let folder = own.parent().expect("a program lies in a folder");
        if folder.ends_with("deps") { folder.parent().expect("deps lies in the profile folder").to_owned() } else { folder.to_owned() }
    });
    let program = folder.join(name);
    assert!(program.exists(), "{} is not built: run the tests through `cargo xtask test`", program.display());
    program
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("loopback has free ports").port()
}

/// Starts a program and reads its standard output up to the first line that holds `marker`; the rest is drained.
pub fn start_until(command: &mut Command, marker: &str) -> (Kill, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    let mut lines = BufReader::new(child.stdout.take().expect("output is piped")).lines();
    let found = lines.by_ref().map_while(Result::ok).find(|line| line.contains(marker));
    let line = found.unwrap_or_else(|| panic!("{} ended before it printed {marker:?}", command.get_program().display()));
    std::thread::spawn(move || lines.for_each(drop));
    (Kill(child), line)
}

/// Runs a command to its end with this text on its standard input.
pub fn run_with_input(command: &mut Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("input is piped");
    // A program that refuses before it reads closes its input: that is its answer.
    let _ = writeln!(stdin, "{input}");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

/// Waits until `check` gives a value, or fails at the deadline with what was waited for.
pub fn wait_for<T>(what: &str, mut check: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = check() {
            return value;
        }
        assert!(start.elapsed() < DEADLINE, "gave up waiting for: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
