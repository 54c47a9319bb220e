//! Something else answers at the office's address: the kit names it, keeps everything, applies nothing, and syncs when the office is back.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
};

use ktpel_domain::{ids::DeviceId, time::Timestamp};
use ktpel_pki::Ca;
use ktpel_sync::order::{Order, OrderKind, TurnedAway};
use ktpel_tests::{
    Dashboard, Laptop, Office, laptop,
    process::wait_for,
    tls::{self, KitLine},
};
use ktpel_vault::DeviceIdentity;
use serde_json::json;

/// What is sent back after the request was read; the line is cut after it.
type Reply = fn(&mut KitLine) -> std::io::Result<()>;

/// A program at the office's address.
struct Impostor {
    address: String,
    /// Kits that believed it.
    lines: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Impostor {
    /// With a certificate that `ca` issued.
    fn at(address: &str, ca: &Ca, reply: impl Fn(&mut KitLine) -> std::io::Result<()> + Send + 'static) -> Self {
        let (address, config) = (address.to_owned(), tls::server(ca));
        let listener = wait_for("the office's port to be free", || TcpListener::bind(&address).ok());
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let lines = Arc::new(AtomicUsize::new(0));
        let heard = Arc::clone(&lines);
        let thread = std::thread::spawn(move || {
            for line in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                // The kit may hang up first; then there is nobody to fool.
                let Ok(mut line) = line.and_then(|line| tls::accept(&config, line)) else { continue };
                heard.fetch_add(1, Ordering::SeqCst);
                let _ = read_request(&mut line).and_then(|()| reply(&mut line));
            }
        });
        Self { address, lines, stop, thread: Some(thread) }
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.address));
        self.thread.take().map(JoinHandle::join);
    }
}

fn read_request(line: &mut KitLine) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok()).unwrap_or(0);
            if bytes.len() >= head + 4 + length {
                return Ok(());
            }
        }
        match line.read(&mut buffer)? {
            0 => return Ok(()),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

fn answer(line: &mut KitLine, status: &str, body: &[u8]) -> std::io::Result<()> {
    line.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes())?;
    line.write_all(body)
}

const REPLIES: &[(&str, &str, Reply)] = &[
    ("hangs up", "server_unreachable", |_| Ok(())),
    ("bytes that are no HTTP", "server_unreachable", |line| line.write_all(&[0x9e; 3000])),
    ("a page", "server_nonsense", |line| answer(line, "200 OK", b"<!doctype html><title>Login</title>")),
    ("nothing", "server_nonsense", |line| answer(line, "200 OK", b"")),
    ("an envelope with another signature", "server_nonsense", |line| {
        let body = [b"KTPX\x01\x02".as_slice(), &[5; 16], &4_u32.to_be_bytes(), &[0x80; 4], &[6; 64]].concat();
        answer(line, "200 OK", &body)
    }),
    ("an envelope that promises four gigabytes", "server_nonsense", |line| {
        answer(line, "200 OK", &[b"KTPX\x01\x02".as_slice(), &[5; 16], &[0xff; 4], &[6; 64]].concat())
    }),
    ("a body that is cut", "server_unreachable", |line| line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nKTPX")),
    ("a body in drops that is cut", "server_unreachable", |line| {
        line.sock.set_nodelay(true)?;
        line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")?;
        (0..1000).try_for_each(|_| line.write_all(b"K"))
    }),
    ("a head that is cut", "server_unreachable", |line| line.write_all(b"HTTP/1.1 200 OK\r\nContent-Le")),
    ("a redirect", "server_nonsense", |line| {
        line.write_all(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")
    }),
    ("its own failure", "server_unreachable", |line| answer(line, "500 Internal Server Error", b"oops")),
    ("that it is busy", "server_unreachable", |line| answer(line, "503 Service Unavailable", b"")),
    ("a refusal", "server_refused", |line| answer(line, "401 Unauthorized", b"{}")),
    ("more than anyone reads", "server_nonsense", |line| {
        line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n")?;
        let piece = vec![0; 1_000_000];
        (0..90).try_for_each(|_| line.write_all(&piece))
    }),
];

#[test]
fn whatever_answers_in_the_office_s_place_changes_nothing() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    office.stop();
    let (ca, address) = (office.authority(), office.kits_address());
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    laptop.capture(&id, "foto_kartu");
    let case = laptop.case(&id);
    let status = laptop.call("status.get", json!({}));
    for (what, code, reply) in REPLIES {
        let _impostor = Impostor::at(&address, &ca, *reply);
        let problem = laptop.refused("sync.now", json!({}));
        assert_eq!(problem["code"], *code, "the office's address answers with {what}: {problem}");
        let now = laptop.call("status.get", json!({}));
        assert_eq!((&now["unsent"], &now["unsent_files"]), (&status["unsent"], &status["unsent_files"]), "{what}: everything still waits");
        assert_eq!(now["last_problem"], *code, "{what}: the frame says why");
        assert_eq!(laptop.case(&id), case, "{what}: nothing was applied");
    }
    wait_for("the office's port to be free", || TcpListener::bind(&address).ok());
    office.start();
    let view = laptop.sync();
    assert_eq!((&view["status"]["unsent"], &view["status"]["unsent_files"]), (&json!(0), &json!(0)), "the true office gets all of it");
    assert_eq!(Dashboard::open(&url, "kasi").case(&id)["person"]["nama"], "Siti Rahmah");
}

#[test]
fn who_has_no_certificate_of_the_office_gets_nothing_to_read() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    office.stop();
    let id = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
    let (foreign, true_ca) = (Ca::create(Timestamp(1_795_395_600_000)).unwrap(), office.authority());
    for (ca, believed) in [(&foreign, false), (&true_ca, true)] {
        let impostor = Impostor::at(&office.kits_address(), ca, |_| Ok(()));
        let problem = laptop.refused("sync.now", json!({}));
        assert_eq!(impostor.lines.load(Ordering::SeqCst) > 0, believed, "a line stands only with the office's own authority: {problem}");
        if !believed {
            assert_eq!((&problem["code"], &problem["params"]["what"]), (&json!("server_nonsense"), &json!("certificate")));
        }
    }
    let address = office.kits_address();
    wait_for("the office's port to be free", || TcpListener::bind(&address).ok());
    office.start();
    laptop.sync();
    assert_eq!(Dashboard::open(&url, "kasi").case(&id)["person"]["nama"], "Siti Rahmah");
}

#[test]
fn only_the_office_s_own_fresh_order_wipes_a_kit() {
    let mut office = Office::seed(2000);
    let url = office.start();
    let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let kits = Dashboard::open(&url, "kasi").get("/api/devices");
    let device: DeviceId = laptop::text(&kits[0]["id"]).parse().unwrap();
    office.stop();
    let (ca, server) = (office.authority(), office.identity());
    let stranger = DeviceIdentity::from_secret(&[9; 32]);
    let order = |device, at, by: &DeviceIdentity| Order::issue(OrderKind::Wipe, device, [7; 16], Timestamp(at), |message| by.sign(message));
    let (old, later) = (1_000, i64::MAX);
    let orders = [
        ("signed by somebody else", order(device, later, &stranger), "server_refused"),
        ("for another kit", order(DeviceId([5; 16]), later, &server), "server_refused"),
        ("from before the last exchange", order(device, old, &server), "server_refused"),
        ("the office's own", order(device, later, &server), "wiped"),
    ];
    for (what, order, code) in orders {
        let told = serde_json::to_vec(&TurnedAway::by(&order)).unwrap();
        let _impostor = Impostor::at(&office.kits_address(), &ca, move |line| answer(line, "403 Forbidden", &told));
        assert_eq!(laptop.refused("sync.now", json!({}))["code"], code, "{what}");
        let phase = if code == "wiped" { "wiped" } else { "open" };
        assert_eq!(laptop.call("app.state", json!({}))["phase"], phase, "{what}");
        assert_eq!(laptop.path().join("slots.json").exists(), code != "wiped", "{what}");
    }
}
