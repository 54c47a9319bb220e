//! A synthetic office: the real sync-server as a process of its own.

use std::{path::Path, process::Command};

use tempfile::TempDir;

use crate::process::{Kill, program, start_until};

/// An office with its data and, while it runs, its server.
pub struct Office {
    data: TempDir,
    port: Option<String>,
    server: Option<Kill>,
    /// Demo users with their passwords, as the seed printed them.
    pub logins: String,
}

impl Office {
    /// Makes an office with that many residents and starts no server yet.
    pub fn seed(residents: usize) -> Self {
        Self::seed_with(residents, &[])
    }

    /// The same with further options of `seed`, e.g. the public keys of an archive workstation.
    pub fn seed_with(residents: usize, options: &[&str]) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        let office = Self { data, port: None, server: None, logins: String::new() };
        let residents = residents.to_string();
        let logins = office.run(&[&["seed", "--residents", &residents, "--seed", "5272", "--demo"], options].concat());
        Self { logins, ..office }
    }

    /// Runs one command of the server on this office and gives its output.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output =
            Command::new(program("sync-server")).args(arguments).arg("--data").arg(self.path()).output().expect("sync-server starts");
        assert!(output.status.success(), "sync-server {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("output is UTF-8")
    }

    /// Starts the server, on the port of last time if there was one, and gives its address.
    pub fn start(&mut self) -> String {
        let listen = format!("127.0.0.1:{}", self.port.as_deref().unwrap_or("0"));
        let (server, line) = start_until(
            Command::new(program("sync-server")).args(["serve", "--log", "error", "--listen", &listen, "--data"]).arg(self.path()),
            "http://",
        );
        let url = line[line.find("http://").expect("the line was found by it")..].trim().to_owned();
        self.port = url.rsplit_once(':').map(|(_, port)| port.to_owned());
        self.server = Some(server);
        url
    }

    /// Ends the server at once (SIGKILL): what it acknowledged must be there after the next start.
    pub fn stop(&mut self) {
        self.server = None;
    }

    /// A one-time code for a new kit.
    pub fn device_code(&self) -> String {
        // `F7K6-… (valid for …)`
        self.run(&["device-code"]).split_whitespace().next().expect("the code is the first word").to_owned()
    }

    /// The data folder.
    pub fn path(&self) -> &Path {
        self.data.path()
    }
}
