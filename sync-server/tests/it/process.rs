//! The program itself: set up, served, stopped, killed.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use ktpel_domain::ids::DocId;
use ktpel_sync::{Effect, Session, enrolment::EnrolAnswer, invitation::Invitation};

use crate::kit::Kit;

const BINARY: &str = env!("CARGO_BIN_EXE_sync-server");

/// Some archive's public key.
const ARCHIVE: &str = "age15kumj6m88pz7y5jdlyd5h489zf8af500p0a0z65yknwjxccx0qus8z44ra";

fn run(arguments: &[&str], data: &Path) -> Output {
    Command::new(BINARY).args(arguments).arg("--data").arg(data).output().unwrap()
}

#[track_caller]
fn ok(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

struct Served {
    child: Child,
    url: String,
    kits_url: String,
}

impl Served {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(BINARY)
            .args(["serve", "--listen", "127.0.0.1:0", "--listen-kits", "127.0.0.1:0", "--log", "warn", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said = line.trim().strip_prefix("listening on ").expect("the first line says where");
        let (url, kits_url) = said.split_once(" and for kits on ").expect("and where kits go");
        Self { child, url: url.to_owned(), kits_url: kits_url.to_owned() }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The whole ceremony at the terminal: one user opens a code, the kit asks, another one compares the words.
async fn enrol(kit: &mut Kit, url: &str, data: &Path) {
    let said = ok(&run_as("admin", &["device-code", "--public-url", url], data));
    let text = said.lines().nth(1).unwrap();
    let invitation = Invitation::read(text, "").unwrap();
    assert_eq!(invitation.office_url, url);
    let asked = kit.ask(url, &invitation.code).await.unwrap();
    let ca = data_encoding::HEXLOWER.decode(asked.pending.ca.as_bytes()).unwrap();
    assert_eq!(invitation.ca, Some(ktpel_pki::fingerprint(&ca)), "the text names the authority that answers");
    let words = kit.words(&asked);
    let wrong = words.split(' ').rev().collect::<Vec<_>>().join(" ");
    assert!(!run_as("kasi", &["device-confirm", "--words", &wrong], data).status.success(), "other words let nobody in");
    assert!(!run_as("admin", &["device-confirm", "--words", &words], data).status.success(), "nor does the admin");
    assert!(ok(&run_as("kasi", &["device-confirm", "--words", &words], data)).contains("Laptop 1 is taken in"));
    assert!(matches!(kit.look(url, &asked).await, Some(EnrolAnswer::Approved { .. })));
}

fn run_as(login: &str, arguments: &[&str], data: &Path) -> Output {
    let mut command = Command::new(BINARY);
    command.args(arguments).args(["--as", login, "--data"]).arg(data).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who is not let that far closes its input.
    let _ = writeln!(child.stdin.take().unwrap(), "{login}-contoh-2026");
    child.wait_with_output().unwrap()
}

#[tokio::test]
async fn a_seeded_office_is_served_checked_and_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let said = ok(&run(&["seed", "--demo", "--residents", "3000", "--seed", "7", "--on", "2026-11-23"], &data));
    assert!(said.contains("user kasi password kasi-contoh-2026") && said.contains("Kolo"), "{said}");
    assert!(
        !run(&["init", "--office", "X", "--archive-recipient", ARCHIVE], &data).status.success(),
        "an office is not set up over another"
    );
    let mut served = Served::start(&data);
    let second = Command::new(BINARY)
        .args(["serve", "--listen", "127.0.0.1:0", "--listen-kits", "127.0.0.1:0", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(!second.status.success(), "two servers would each think that they alone order the log");
    let mut kit = Kit::new(1);
    enrol(&mut kit, &served.url, &data).await;
    assert_eq!(kit.setup.as_ref().unwrap().visits.len(), 2);
    assert_eq!(kit.setup.as_ref().unwrap().operators.len(), 4);
    kit.unlock();
    kit.open_case(DocId([1; 16]), "Siti Rahmah");
    kit.sync().await;
    let mut browser = crate::browser::Browser::new(&served.url);
    assert_eq!(browser.sign_in("kasi", "kasi-contoh-2026").await.body["demo"], true);
    let pid = i32::try_from(served.child.id()).unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(served.child.wait().unwrap().success(), "asked to stop, it finishes what it has begun");
    let said = ok(&run(&["check"], &data));
    assert!(said.contains("1 documents are sound"), "{said}");
}

/// Kills the server between and in the middle of pushes: what was receipted is there, what was not is sent again.
#[tokio::test]
async fn killing_the_server_loses_nothing_that_was_receipted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    ok(&run(&["seed", "--demo", "--residents", "100", "--seed", "7", "--on", "2026-11-23"], &data));
    let mut served = Served::start(&data);
    let mut kit = Kit::new(1);
    enrol(&mut kit, &served.url, &data).await;
    kit.unlock();
    for n in 0..60_u8 {
        kit.open_case(DocId([n; 16]), &format!("Warga {n}"));
    }
    let mut session = Session::new(kit.state.clone(), kit.peer());
    let mut receipted = 0;
    for round in 0..4_u64 {
        while let Some(request) = session.next_request(&kit).unwrap() {
            let killer = std::thread::spawn({
                let pid = served.child.id().to_string();
                move || {
                    if round < 3 {
                        std::thread::yield_now();
                        Command::new("kill").args(["-KILL", &pid]).status().unwrap();
                    }
                }
            });
            let sent = kit.http.post(format!("{}/sync/v1/exchange", kit.url)).body(request).send().await;
            let answer = match sent {
                Ok(response) => response.bytes().await.ok(),
                Err(_) => None,
            };
            killer.join().unwrap();
            let Some(answer) = answer else {
                session.on_failure(round);
                break;
            };
            let effects = session.on_response(&answer, &kit).unwrap();
            for effect in &effects {
                if let Effect::StoreReceipt { acked_seq, .. } = effect {
                    receipted = *acked_seq;
                }
            }
            kit.carry_out(effects);
            if round < 3 {
                break;
            }
        }
        if round < 3 {
            served.kill();
            served = Served::start(&data);
            kit.url.clone_from(&served.kits_url);
            let said = ok(&run(&["check"], &data));
            let sound: u64 = said.split_whitespace().next().unwrap().parse().unwrap();
            assert!(sound >= receipted, "round {round}: {receipted} entries were receipted, {sound} are there");
        }
    }
    assert_eq!(receipted, kit.log.len() as u64, "in the end everything is there");
    served.kill();
    let said = ok(&run(&["check"], &data));
    assert!(said.contains("60 documents are sound"), "{said}");
}

#[test]
fn a_new_office_has_one_admin_with_a_one_time_password() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let said = ok(&run(&["init", "--office", "Disdukcapil Kota Bima", "--archive-recipient", ARCHIVE], &data));
    let password = |said: &str| said.split("one-time password ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let first = password(&said);
    assert!(said.contains("user admin one-time password") && first.len() == 14, "{said}");
    let add = |peran: &str| run(&["user", "--login", "kasi", "--nama", "Nurhayati", "--peran", peran], &data);
    assert!(!add("raja").status.success(), "a role of the table");
    assert_ne!(password(&ok(&add("kasi_identitas"))), first, "each is made anew");
    assert!(!add("kabid").status.success(), "a login names one person");
    assert_ne!(password(&ok(&run(&["user", "--login", "admin", "--reset"], &data))), first, "the way back in for a locked-out admin");
}

#[test]
fn the_database_is_encrypted_with_a_key_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = folder.path().join("key");
    std::fs::write(&key, format!("{}\n", "5a".repeat(32))).unwrap();
    let key = key.to_str().unwrap();
    ok(&run(&["init", "--office", "Disdukcapil Kota Bima", "--archive-recipient", ARCHIVE, "--key-file", key], &data));
    ok(&run(&["check", "--key-file", key], &data));
    assert!(!run(&["check"], &data).status.success(), "without the key there is nothing to read");
    let bytes = std::fs::read(data.join("office.db")).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"), "not even the header is plain");
}
