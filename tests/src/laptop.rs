//! A laptop of the team: the real kit as a process of its own (the web host), its data on disk, and a person at the keyboard.

use std::{path::Path, process::Command};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    KitHome, Office,
    http::{self, Answer},
    kit::{DEMO_PASSPHRASE, DEMO_PIN},
    network::Place,
    power::copy,
    process::{Kill, program, start_until},
    tls::Secrets,
};

/// A kit that runs, or that was killed and can be started again.
pub struct Laptop {
    home: KitHome,
    /// Who signs in after every start.
    pub operator: String,
    running: Option<Running>,
}

struct Running {
    _process: Kill,
    address: String,
    token: String,
}

impl Laptop {
    /// Enrols a demo kit at the running office, signs the operator in and fetches what the office has for it.
    #[track_caller]
    pub fn ready(office: &Office, url: &str, name: &str, operator: &str) -> Self {
        let mut laptop = Self::with_home(KitHome::enrolled(office, url, name), operator);
        laptop.open();
        laptop.sync();
        laptop
    }

    /// A laptop over a folder, not started.
    #[must_use]
    pub fn with_home(home: KitHome, operator: &str) -> Self {
        Self { home, operator: operator.to_owned(), running: None }
    }

    /// Starts the program; nobody is signed in.
    pub fn start(&mut self) {
        let mut command = Command::new(program("ktpel-web-host"));
        command.env("KTPEL_DATA_DIR", self.path());
        self.start_as(&mut command);
    }

    /// Starts the program at a place of a network; nobody is signed in.
    pub fn start_at(&mut self, place: &Place) {
        let mut command = place.command(&program("ktpel-web-host"));
        command.env("KTPEL_DATA_DIR", self.path());
        self.start_as(&mut command);
        let running = self.running.as_mut().expect("it was started");
        running.address = place.from_outside(&running.address);
    }

    /// Starts the program by a command that wraps it, e.g. one that sets limits.
    pub fn start_as(&mut self, command: &mut Command) {
        assert!(self.running.is_none(), "the laptop runs already");
        if command.get_envs().all(|(name, _)| name != "KTPEL_LOG") {
            command.env("KTPEL_LOG", "off");
        }
        let (process, line) = start_until(command.env_remove("KTPEL_WEB_PORT"), "#token=");
        let (url, token) = line.trim().split_once("/#token=").expect("the host prints its address and token");
        let address = url.strip_prefix("http://").expect("the web host speaks HTTP").to_owned();
        self.running = Some(Running { _process: process, address, token: token.to_owned() });
    }

    /// Pulls the plug (SIGKILL).
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Switches it off, copies its disk, and opens it again.
    #[track_caller]
    pub fn copy_of_disk(&mut self) -> TempDir {
        self.kill();
        let disk = tempfile::tempdir().expect("a temporary folder");
        copy(self.path(), disk.path());
        self.open();
        disk
    }

    /// It breaks, and a copy of its disk takes its place.
    #[track_caller]
    pub fn put_back(&mut self, disk: &Path) {
        self.kill();
        std::fs::remove_dir_all(self.path()).and_then(|()| std::fs::create_dir(self.path())).expect("its disk can be emptied");
        copy(disk, self.path());
        self.open();
    }

    /// Pulls the plug and gives the folder, for another program that opens it.
    #[must_use]
    pub fn into_home(self) -> KitHome {
        self.home
    }

    /// Sets the kit up anew in the same folder; the program does not run.
    pub fn enrol_again(&self, office: &Office, url: &str, name: &str) {
        self.home.enrol(office, url, name);
    }

    /// What the kit proves itself with; the program does not run.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        self.home.secrets()
    }

    /// Opens the store and signs the operator in.
    #[track_caller]
    pub fn unlock(&self) {
        self.call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE }));
        self.sign_in();
    }

    /// Signs the operator in, once the store is open.
    #[track_caller]
    pub fn sign_in(&self) {
        let state = self.call("session.sign_in", json!({ "operator": self.operator_id(), "pin": DEMO_PIN }));
        assert_eq!(state["phase"], "open", "a signed-in operator works");
    }

    /// Id of the operator who uses this laptop.
    #[track_caller]
    #[must_use]
    pub fn operator_id(&self) -> String {
        let state = self.call("app.state", json!({}));
        let operators = state["operators"].as_array().expect("the store is open");
        let own = operators.iter().find(|operator| operator["nama"] == self.operator.as_str()).expect("the seed has this operator");
        text(&own["id"])
    }

    /// Starts, opens the store, signs in.
    #[track_caller]
    pub fn open(&mut self) {
        self.start();
        self.unlock();
    }

    /// Pulls the plug and opens the kit again.
    #[track_caller]
    pub fn crash_and_open(&mut self) {
        self.kill();
        self.open();
    }

    /// Calls a method of the contract.
    ///
    /// # Errors
    /// The problem that the kit answered, as JSON.
    pub fn try_call(&self, method: &str, params: Value) -> Result<Value, Value> {
        let answer = self.raw(method, &params);
        if answer.status == 200 { Ok(answer.json()) } else { Err(answer.json()) }
    }

    /// Calls a method that must succeed.
    #[track_caller]
    pub fn call(&self, method: &str, params: Value) -> Value {
        self.try_call(method, params).unwrap_or_else(|problem| panic!("{method}: {problem}"))
    }

    /// Calls a method that must be refused, and gives the problem.
    #[track_caller]
    pub fn refused(&self, method: &str, params: Value) -> Value {
        match self.try_call(method, params) {
            Ok(value) => panic!("{method} was not refused: {value}"),
            Err(problem) => problem,
        }
    }

    fn raw(&self, method: &str, params: &Value) -> Answer {
        let token = self.token();
        let headers = [("content-type", "application/json"), ("x-ktpel-token", token)];
        let sent = http::send(self.address(), "POST", &format!("/rpc/{method}"), &headers, params.to_string().as_bytes());
        sent.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Sends everything and takes everything in.
    #[track_caller]
    pub fn sync(&self) -> Value {
        self.call("sync.now", json!({}))
    }

    /// The case as this laptop shows it.
    #[track_caller]
    #[must_use]
    pub fn case(&self, id: &str) -> Value {
        self.call("case.get", json!({ "id": id }))["detail"].clone()
    }

    /// Host and port of the running program.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.running.as_ref().expect("the laptop runs").address
    }

    /// Token of the running program.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.running.as_ref().expect("the laptop runs").token
    }

    /// The data folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.home.path()
    }
}

/// A JSON text that must be there.
#[track_caller]
#[must_use]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
