//! Taking a laptop in over the network: the QR code names the office, and who else answers gets not even the code.

use std::{
    net::TcpListener,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use ktpel_domain::time::Timestamp;
use ktpel_pki::Ca;
use ktpel_sync::invitation::Invitation;
use ktpel_tests::{
    KitHome, Office,
    kit::set_up_with,
    process::{Kill, program, start_until},
    tls,
};

const NAME: [&str; 2] = ["--name", "Laptop 1"];

/// A setup that is refused before it shows words.
fn refused(home: &KitHome, arguments: &[&str]) -> Output {
    let mut command = Command::new(program("ktpel-web-host"));
    command.env("KTPEL_DATA_DIR", home.path()).env("KTPEL_LOG", "off").args(["setup", "--demo"]).args(NAME).args(arguments);
    let output = command.output().unwrap();
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    output
}

#[track_caller]
fn assert_refused(home: &KitHome, code: &str, status: i32, why: &str) {
    let output = refused(home, &["--code", code]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!((output.status.code(), said.trim()), (Some(status), format!("setup failed: {why}").as_str()));
    assert!(!home.path().join("slots.json").exists(), "nothing is left behind");
}

/// The office for browsers and new laptops on every address of this machine: with a certificate of its own authority.
fn over_https(office: &Office) -> (Kill, String) {
    let mut command = Command::new(program("sync-server"));
    command.args(["serve", "--log", "error", "--listen", "0.0.0.0:0", "--listen-kits", "127.0.0.1:0", "--data"]).arg(office.path());
    let (server, line) = start_until(&mut command, "listening on ");
    let address = line.trim().strip_prefix("listening on https://").expect("not on loopback it is HTTPS").split(' ').next().unwrap();
    let port = address.rsplit_once(':').unwrap().1;
    (server, format!("https://127.0.0.1:{port}"))
}

/// A code with everything that the QR code says, opened at the terminal of the server.
fn invitation(office: &Office, url: &str) -> Invitation {
    let mut command = Command::new(program("sync-server"));
    command.args(["device-code", "--as", "admin", "--public-url", url, "--data"]).arg(office.path());
    let output = ktpel_tests::process::run_with_input(&mut command, "admin-contoh-2026");
    let said = String::from_utf8(output.stdout).unwrap();
    Invitation::read(said.lines().nth(1).expect("the second line is the whole text"), "").unwrap()
}

fn let_in(office: &Office, words: &str) {
    let mut command = Command::new(program("sync-server"));
    command.args(["device-confirm", "--as", "kasi", "--words", words, "--data"]).arg(office.path());
    let output = ktpel_tests::process::run_with_input(&mut command, "kasi-contoh-2026");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_fingerprint_of_the_qr_code_is_the_office_and_nobody_else() {
    let office = Office::seed(500);
    let (_server, url) = over_https(&office);
    let home = KitHome::empty();
    let invited = invitation(&office, &url);
    let foreign = Invitation { ca: Some([7; 32]), ..invited.clone() };
    assert_refused(&home, &foreign.to_text(), 1, "who answers is not the office of this QR code");
    // The office's own authority is none that a computer believes by itself.
    let bare = refused(&home, &["--office-url", &url, "--code", &invited.code]);
    assert!(String::from_utf8_lossy(&bare.stdout).contains("certificate"), "without the fingerprint nobody vouches for it");
    // Both times the code did not leave this machine: it still opens.
    set_up_with(home.path(), "ktpel-web-host", &[&["--code", &invited.to_text()], NAME.as_slice()].concat(), |words| {
        let_in(&office, words)
    });
    assert!(home.path().join("slots.json").exists());
}

#[test]
fn who_stands_in_the_offices_place_gets_not_a_byte() {
    let office = Office::seed(500);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let invited = invitation(&office, &url);
    let foreign = Ca::create(Timestamp(1_795_395_600_000)).unwrap();
    let believed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&believed);
    let impostor = std::thread::spawn(move || {
        let (line, _) = listener.accept().unwrap();
        counted.fetch_add(usize::from(tls::accept(&tls::server(&foreign), line).is_ok()), Ordering::SeqCst);
    });
    assert_refused(&KitHome::empty(), &invited.to_text(), 1, "who answers is not the office of this QR code");
    impostor.join().unwrap();
    assert_eq!(believed.load(Ordering::SeqCst), 0, "the kit hung up before the code went out");
}

#[test]
fn the_terminal_says_why_and_ends_with_its_own_number() {
    let mut office = Office::seed(500);
    let url = office.start();
    let home = KitHome::empty();
    let with = |code: &str| Invitation { office_url: url.clone(), code: code.to_owned(), ca: None }.to_text();
    assert_refused(&home, &with(&"0".repeat(16)), 3, "there is no such code");
    assert_refused(&home, "KTPEL1 https", 3, "there is no such code");
    let mut rejected = Command::new(program("ktpel-web-host"));
    let code = with(&office.device_code().replace('-', ""));
    rejected.env("KTPEL_DATA_DIR", home.path()).args(["setup", "--demo", "--code", &code]).args(NAME);
    let (mut kit, line) = start_until(&mut rejected, "six words: ");
    office.turn_away(line.trim().strip_prefix("six words: ").unwrap());
    assert_eq!(kit.0.wait().unwrap().code(), Some(4));
    assert!(!home.path().join("slots.json").exists());
    assert_refused(&home, &code, 3, "the code was used by another laptop");
}
