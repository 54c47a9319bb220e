//! Starts CUPS' own IPP printer on loopback, with a private D-Bus that it insists on, and stops both again.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const CARD_PRINTER: &str = include_str!("kartu.conf");

/// A running printer; its print command is a shell script of the test's.
pub struct RealPrinter {
    pub uri: String,
    pub folder: tempfile::TempDir,
    printer: Running,
    _bus: Running,
}

/// A process that ends with the test, also with one that fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl RealPrinter {
    /// `script` runs for each job with the document as `$1`; every run is counted in the file `runs`.
    pub fn start(script: &str) -> Self {
        Self::start_with(CARD_PRINTER, script)
    }

    pub fn start_with(attributes: &str, script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        fs::write(path.join("printer.conf"), attributes).unwrap();
        let command = path.join("command.sh");
        fs::write(&command, format!("#!/bin/sh\ncd '{}'\necho run >> runs\ncp \"$1\" last\n{script}\n", path.display())).unwrap();
        fs::set_permissions(&command, fs::Permissions::from_mode(0o755)).unwrap();
        let bus = start_bus(&path);
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let printer = start_printer(&path, &command, port);
        Self { uri: format!("ipp://localhost:{port}/ipp/print"), folder, printer, _bus: bus }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// How often the printer was told to print.
    pub fn runs(&self) -> usize {
        fs::read_to_string(self.path("runs")).map_or(0, |runs| runs.lines().count())
    }

    /// Cuts the power of the printer.
    pub fn kill(&mut self) {
        self.printer.0.kill().unwrap();
        self.printer.0.wait().unwrap();
    }
}

/// A named pipe on which a print command waits until the test opens it.
pub fn make_gate(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo is part of coreutils");
    assert!(made.success());
}

fn start_bus(folder: &Path) -> Running {
    let socket = folder.join("bus");
    let config = format!(
        "<busconfig><type>system</type><listen>unix:path={}</listen><policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
        socket.display()
    );
    fs::write(folder.join("bus.conf"), config).unwrap();
    let bus = Command::new("dbus-daemon")
        .arg(format!("--config-file={}", folder.join("bus.conf").display()))
        .args(["--nofork", "--nopidfile", "--print-address=1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("dbus-daemon is missing: install the Debian package dbus");
    let mut bus = Running(bus);
    let mut line = String::new();
    BufReader::new(bus.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("unix:"), "dbus-daemon printed its address: {line:?}");
    bus
}

fn start_printer(folder: &Path, command: &Path, port: u16) -> Running {
    let printer = Command::new("ippeveprinter")
        .args(["-v", "-r", "off", "-n", "localhost", "-p", &port.to_string()])
        .arg("-c")
        .arg(command)
        .arg("-a")
        .arg(folder.join("printer.conf"))
        .arg("-d")
        .arg(folder)
        .arg("Contoh")
        .env("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", folder.join("bus").display()))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ippeveprinter is missing: install the Debian package cups-ipp-utils");
    let mut printer = Running(printer);
    let mut lines = BufReader::new(printer.0.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    let ready = lines.by_ref().map_while(Result::ok).inspect(|line| said.push(line.clone())).any(|line| line.contains("printer-uuid"));
    assert!(ready, "ippeveprinter ended before it was ready (port {port}): {said:?}");
    // Keep its diagnostics flowing, or it would block on a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    assert!(TcpStream::connect(("localhost", port)).is_ok(), "ippeveprinter listens once it has told its uuid");
    printer
}
