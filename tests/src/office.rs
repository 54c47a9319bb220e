//! A synthetic office: the real sync-server as a process of its own.

use std::{
    collections::BTreeMap,
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
};

use ktpel_pki::Ca;
use ktpel_vault::DeviceIdentity;
use serde_json::json;
use tempfile::TempDir;

use crate::{
    Dashboard,
    laptop::text,
    process::{Kill, program, start_until},
};

/// Who opens codes in stories, and who compares the six words: two persons of the seed.
const OPENER: &str = "admin";
const CONFIRMER: &str = "kasi";

/// An office with its data and, while it runs, its server.
pub struct Office {
    data: TempDir,
    port: Option<String>,
    kits_port: Option<String>,
    told_url: Option<String>,
    server: Option<Kill>,
    /// Users of the seed who are signed in at the dashboard.
    people: Mutex<BTreeMap<String, Arc<Dashboard>>>,
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
        let office = Self::at(data);
        let residents = residents.to_string();
        let logins = office.run(&[&["seed", "--residents", &residents, "--seed", "5272", "--demo"], options].concat());
        Self { logins, ..office }
    }

    /// Makes a real office, as `init` does it: no demo user, one admin with a one-time password.
    pub fn init() -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        let office = Self::at(data);
        let archive = ktpel_vault::CaseIdentity::generate().recipient().to_string();
        let logins = office.run(&["init", "--office", "Disdukcapil Kota Bima", "--archive-recipient", &archive]);
        Self { logins, ..office }
    }

    fn at(data: TempDir) -> Self {
        let people = Mutex::default();
        Self { data, port: None, kits_port: None, told_url: None, server: None, people, logins: String::new() }
    }

    /// Runs one command of the server on this office and gives its output.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output =
            Command::new(program("sync-server")).args(arguments).arg("--data").arg(self.path()).output().expect("sync-server starts");
        assert!(output.status.success(), "sync-server {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("output is UTF-8")
    }

    /// Starts the server, on the ports of last time if there were any, and gives its address for browsers and new kits.
    pub fn start(&mut self) -> String {
        self.start_as(Command::new(program("sync-server")))
    }

    /// Starts it by a command that wraps it, e.g. one that records what it does.
    pub fn start_as(&mut self, mut command: Command) -> String {
        let listen = format!("127.0.0.1:{}", self.port.as_deref().unwrap_or("0"));
        let listen_kits = format!("127.0.0.1:{}", self.kits_port.as_deref().unwrap_or("0"));
        command.args(["serve", "--log", "error", "--listen", &listen, "--listen-kits", &listen_kits, "--data"]).arg(self.path());
        if let Some(url) = &self.told_url {
            command.args(["--kits-url", url]);
        }
        let (server, line) = start_until(&mut command, "listening on ");
        let said = line.trim().strip_prefix("listening on ").expect("the line was found by it");
        let (url, kits_url) = said.split_once(" and for kits on ").expect("both addresses stand in one line");
        self.port = url.rsplit_once(':').map(|(_, port)| port.to_owned());
        if self.told_url.is_none() {
            self.kits_port = kits_url.rsplit_once(':').map(|(_, port)| port.to_owned());
        }
        self.server = Some(server);
        url.to_owned()
    }

    /// Host and port on which the running office listens for kits.
    #[must_use]
    pub fn kits_address(&self) -> String {
        format!("127.0.0.1:{}", self.kits_port.as_deref().expect("the office was started"))
    }

    /// From the next start on kits are told this address and the office listens for them on this port: something stands between.
    pub fn kits_go_to(&mut self, url: &str, port: u16) {
        (self.told_url, self.kits_port) = (Some(url.to_owned()), Some(port.to_string()));
    }

    /// Ends the server at once (SIGKILL): what it acknowledged must be there after the next start.
    pub fn stop(&mut self) {
        self.server = None;
    }

    /// The certificate authority of the office, as somebody inside the office could use it.
    #[must_use]
    pub fn authority(&self) -> Ca {
        let clock = Arc::new(sync_server::clock::SystemClock::default());
        sync_server::Office::open(self.path(), None, clock).expect("the office's database opens").ca
    }

    /// The server's own key, as somebody inside the office could use it.
    #[must_use]
    pub fn identity(&self) -> DeviceIdentity {
        let clock = Arc::new(sync_server::clock::SystemClock::default());
        sync_server::Office::open(self.path(), None, clock).expect("the office's database opens").identity
    }

    /// A one-time code for a new kit, opened by one person of the running office.
    #[track_caller]
    pub fn device_code(&self) -> String {
        text(&self.person(OPENER).post("/api/devices/code", &json!({}))["code"])
    }

    /// Another person lets the kit in that shows these six words.
    #[track_caller]
    pub fn let_in(&self, words: &str) {
        self.decide(words, "approve");
    }

    /// Another person turns the kit away that shows these six words.
    #[track_caller]
    pub fn turn_away(&self, words: &str) {
        self.decide(words, "reject");
    }

    #[track_caller]
    fn decide(&self, words: &str, what: &str) {
        let person = self.person(CONFIRMER);
        let waiting = person.get("/api/devices/waiting");
        let kit = waiting.as_array().expect("a list").iter().find(|kit| kit["words"] == words);
        let kit = kit.unwrap_or_else(|| panic!("the office must show the words of the kit, {words:?}: {waiting}"));
        person.post(&format!("/api/devices/waiting/{}/{what}", text(&kit["id"])), &json!({ "words": words }));
    }

    /// A user of the seed at the dashboard of the running office; signed in anew where the session has ended.
    #[track_caller]
    #[must_use]
    pub fn person(&self, login: &str) -> Arc<Dashboard> {
        let mut people = self.people.lock().expect("no story panicked with it");
        if let Some(person) = people.get(login).filter(|person| person.raw("/api/me").status == 200) {
            return Arc::clone(person);
        }
        let url = format!("http://127.0.0.1:{}", self.port.as_deref().expect("the office was started"));
        let person = Arc::new(Dashboard::open(&url, login));
        people.insert(login.to_owned(), Arc::clone(&person));
        person
    }

    /// The data folder.
    pub fn path(&self) -> &Path {
        self.data.path()
    }
}
