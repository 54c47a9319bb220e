//! `cargo xtask demo`: a synthetic office, one kit, everything marked CONTOH.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use crate::{
    packages,
    steps::{self, Result, built},
};

/// Residents of the synthetic register.
const RESIDENTS: &str = "20000";

/// What ends the demo, or what the person typed.
enum Said {
    Stop,
    ToggleServer,
    WindowClosed,
}

/// Runs the demo until the window is closed or Ctrl-C. `--fresh` forgets the last demo, `--web` never opens a window.
pub fn run(arguments: &[String]) -> Result {
    packages::ensure(&[packages::BUILD])?;
    packages::ensure_node()?;
    steps::ui()?;
    steps::run("cargo", &["build", "--workspace", "--features", "ktpel-field/custom-protocol"])?;
    let home = steps::target().join("demo");
    if arguments.iter().any(|argument| argument == "--fresh") && home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    let office = Office { data: home.join("office"), port_file: home.join("port"), kits_port_file: home.join("kits-port") };
    office.prepare()?;
    let server = office.serve()?;
    let url = server.url.clone();
    let server = Arc::new(Mutex::new(Some(server)));
    let kit_home = home.join("laptop-1");
    set_up_kit(&office, &kit_home, &url)?;
    let result = session(&office, &server, &kit_home, &url, arguments.iter().any(|argument| argument == "--web"));
    drop(server.lock().expect("no thread panicked with the server").take());
    println!("The demo has stopped. What was entered stays in {}.", home.display());
    result
}

/// Opens the kit, prints the addresses and waits.
fn session(office: &Office, server: &Arc<Mutex<Option<Server>>>, kit_home: &Path, url: &str, web: bool) -> Result {
    let window = !web && std::env::var_os("DISPLAY").or_else(|| std::env::var_os("WAYLAND_DISPLAY")).is_some();
    let (sender, said) = mpsc::channel();
    let mut kit = if window { open_window(kit_home)? } else { open_web(kit_home)? };
    print_logins(office, url, window)?;
    listen(&sender);
    loop {
        match said.recv_timeout(Duration::from_millis(300)) {
            Ok(Said::Stop | Said::WindowClosed) => break,
            Ok(Said::ToggleServer) => toggle(office, server)?,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                if kit.try_wait()?.is_some() {
                    sender.send(Said::WindowClosed)?;
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    stop(&mut kit);
    Ok(())
}

/// Reads the terminal: `s` switches the office off and on, `q` or the end of input… keeps running, because a demo may have no terminal.
fn listen(sender: &mpsc::Sender<Said>) {
    let typed = sender.clone();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(std::io::Result::ok) {
            let said = match line.trim() {
                "s" => Said::ToggleServer,
                "q" => Said::Stop,
                _ => continue,
            };
            if typed.send(said).is_err() {
                return;
            }
        }
    });
    let stopped = sender.clone();
    // A second Ctrl-C while stopping ends at once, as usual.
    let _ = ctrlc::set_handler(move || drop(stopped.send(Said::Stop)));
}

fn toggle(office: &Office, server: &Arc<Mutex<Option<Server>>>) -> Result {
    let mut running = server.lock().expect("no thread panicked with the server");
    if running.take().is_some() {
        println!("The office is off: the kit works on. Type s and Enter to switch it on again.");
    } else {
        *running = Some(office.serve()?);
        println!("The office is on again.");
    }
    Ok(())
}

fn print_logins(office: &Office, url: &str, window: bool) -> Result {
    println!("\n  Kit        {}", if window { "in its window" } else { "in the browser (no display here): address above" });
    println!("  Dashboard  {url}");
    print!("{}", std::fs::read_to_string(office.logins())?);
    println!("\n  s + Enter  switches the office off and on (the kit works on without it)\n  Ctrl-C     stops everything\n");
    Ok(())
}

/// The data folder of the synthetic office, and the address it keeps.
struct Office {
    data: PathBuf,
    port_file: PathBuf,
    kits_port_file: PathBuf,
}

/// A running office server.
struct Server {
    child: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

impl Office {
    /// Demo users and passwords, as the seed printed them.
    fn logins(&self) -> PathBuf {
        self.data.join("demo-logins.txt")
    }

    /// Makes and seeds the office once; a later demo goes on with it.
    fn prepare(&self) -> Result {
        if self.logins().exists() {
            return Ok(());
        }
        std::fs::create_dir_all(&self.data)?;
        let data = self.data.display().to_string();
        let output = server_command()
            .args(["seed", "--data", &data, "--residents", RESIDENTS, "--seed", "5272", "--demo"])
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err("the synthetic office could not be made".into());
        }
        std::fs::write(self.logins(), output.stdout)?;
        Ok(())
    }

    /// Starts the server on the ports of last time, or on free ones.
    fn serve(&self) -> Result<Server> {
        let port = |file: &Path| {
            std::fs::read_to_string(file).map_or_else(|_| "127.0.0.1:0".to_owned(), |port| format!("127.0.0.1:{}", port.trim()))
        };
        let (listen, listen_kits) = (port(&self.port_file), port(&self.kits_port_file));
        let data = self.data.display().to_string();
        let mut child = server_command()
            .args(["serve", "--data", &data, "--listen", &listen, "--listen-kits", &listen_kits])
            .stdout(Stdio::piped())
            .spawn()?;
        // `http://… and for kits on https://…`
        let said = first_url(&mut child)?;
        let (url, kits_url) = said.split_once(" and for kits on ").ok_or("the office did not say where it listens")?;
        for (url, file) in [(url, &self.port_file), (kits_url, &self.kits_port_file)] {
            if let Some((_, port)) = url.rsplit_once(':') {
                std::fs::write(file, port)?;
            }
        }
        Ok(Server { child, url: url.to_owned() })
    }

    /// A one-time code for a new kit, opened by the made-up admin.
    fn device_code(&self) -> Result<String> {
        let said = self.as_person(&["device-code"], "admin")?;
        // `F7K6-… (valid for …)`
        said.split_whitespace().next().map(str::to_owned).ok_or_else(|| "the office gave no code for the kit".into())
    }

    /// The made-up Kasi compares the six words and lets the kit in.
    fn let_in(&self, words: &str) -> Result {
        let said = self.as_person(&["device-confirm", "--words", words], "kasi")?;
        println!("  Kasi compares the six words: {words}\n  {}", said.trim());
        Ok(())
    }

    /// Runs one command of the server as a made-up user, whose password everybody knows.
    fn as_person(&self, arguments: &[&str], login: &str) -> Result<String> {
        let mut command = server_command();
        command.args(arguments).arg("--data").arg(&self.data).args(["--as", login]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        writeln!(child.stdin.take().ok_or("no input to write to")?, "{login}-contoh-2026")?;
        let output = child.wait_with_output()?;
        if output.status.success() {
            Ok(String::from_utf8(output.stdout)?)
        } else {
            Err(format!("{login} could not do it: {arguments:?}").into())
        }
    }
}

fn server_command() -> Command {
    Command::new(built("sync-server"))
}

/// Enrols the kit of the demo once, with demo words and PINs: the whole ceremony, with two made-up persons at the office.
fn set_up_kit(office: &Office, home: &Path, url: &str) -> Result {
    if home.join("slots.json").exists() {
        return Ok(());
    }
    let code = office.device_code()?;
    let arguments = ["setup", "--demo", "--office-url", url, "--code", &code, "--name", "Laptop 1"];
    let mut kit = Command::new(built("ktpel-web-host")).env("KTPEL_DATA_DIR", home).args(arguments).stdout(Stdio::piped()).spawn()?;
    let mut lines = BufReader::new(kit.stdout.take().ok_or("no output to read")?).lines();
    let words = lines.by_ref().map_while(std::io::Result::ok).find_map(|line| line.strip_prefix("six words: ").map(str::to_owned));
    office.let_in(&words.ok_or("the kit showed no six words")?)?;
    lines.map_while(std::io::Result::ok).for_each(|line| println!("  {line}"));
    if kit.wait()?.success() { Ok(()) } else { Err("the kit of the demo could not be set up".into()) }
}

fn open_window(home: &Path) -> Result<Child> {
    Ok(Command::new(built("ktpel-field")).env("KTPEL_DATA_DIR", home).spawn()?)
}

fn open_web(home: &Path) -> Result<Child> {
    let mut child = Command::new(built("ktpel-web-host")).env("KTPEL_DATA_DIR", home).stdout(Stdio::piped()).spawn()?;
    let url = first_url(&mut child)?;
    println!("\nNo display: the same kit runs in the browser. Open {url}");
    Ok(child)
}

/// The first line of output that names an address; the rest is passed on.
fn first_url(child: &mut Child) -> Result<String> {
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output to read")?).lines();
    for line in lines.by_ref() {
        let line = line?;
        if let Some(start) = line.find("http") {
            std::thread::spawn(move || {
                for line in lines.map_while(std::io::Result::ok) {
                    let _ = writeln!(std::io::stdout(), "{line}");
                }
            });
            return Ok(line[start..].trim().to_owned());
        }
    }
    Err("the program ended before it named its address".into())
}

/// Asks a program to end (SIGTERM) and waits for it.
fn stop(child: &mut Child) {
    let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).stderr(Stdio::null()).status();
    let _ = child.wait();
}
