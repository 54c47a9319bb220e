//! Somebody on the line between kit and office loses, replays, cuts or alters what passes: nothing of it is applied, nothing is there twice,
//! and the next clean line mends everything (the signed envelope of `ktpel-sync`).

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use ktpel_tests::{
    Dashboard, KitHome, Laptop, Office,
    process::free_port,
    tls::{self, KitLine, Secrets},
};
use rustls::{ClientConfig, ServerConfig};
use serde_json::{Value, json};

const EXCHANGE: &str = "/sync/v1/exchange";

/// What happens to an answer of the office: path, answer so far, all answers to exchanges before.
type Meddle = fn(&str, Vec<u8>, &[Vec<u8>]) -> Vec<u8>;

/// What somebody needs to read a line between kit and office: the kit's key, and a certificate from the office's authority.
struct Inside {
    kit_side: Arc<ServerConfig>,
    office_side: Arc<ClientConfig>,
}

#[derive(Default)]
struct State {
    /// Without it the line can only pass bytes on.
    inside: Option<Arc<Inside>>,
    meddle: Option<Meddle>,
    /// Requests of this path never reach the office; the line answers them itself.
    swallowed: Option<(&'static str, &'static str)>,
    exchanges: Vec<Vec<u8>>,
}

/// A line that passes every request on and does what it likes to the answers: all that lies beneath TLS must hold without it. Ends with the
/// test's program.
struct Line {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Line {
    fn to(office: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for kit in listener.incoming() {
                let inside = shared.lock().unwrap().inside.clone();
                // A broken line is the kit's business, not the meddler's.
                let _ = kit.and_then(|kit| match inside {
                    Some(inside) => pass(kit, &office, &inside, &shared),
                    None => tunnel(kit, &office),
                });
            }
        });
        Self { url, state }
    }

    fn gets_inside(&self, office: &Office, kit: &Secrets) {
        let inside = Inside { kit_side: tls::server(&office.authority()), office_side: kit.client() };
        self.state.lock().unwrap().inside = Some(Arc::new(inside));
    }

    fn now(&self, meddle: Meddle) {
        let mut state = self.state.lock().unwrap();
        (state.meddle, state.swallowed) = (Some(meddle), None);
    }

    fn swallow(&self, path: &'static str, answer: &'static str) {
        self.state.lock().unwrap().swallowed = Some((path, answer));
    }

    fn clean(&self) {
        let mut state = self.state.lock().unwrap();
        (state.meddle, state.swallowed) = (None, None);
    }
}

/// Passes bytes on that it cannot read.
fn tunnel(kit: TcpStream, office: &str) -> std::io::Result<()> {
    let far = TcpStream::connect(office)?;
    for (mut from, mut to) in [(kit.try_clone()?, far.try_clone()?), (far, kit)] {
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
    }
    Ok(())
}

fn pass(kit: TcpStream, office: &str, inside: &Inside, state: &Mutex<State>) -> std::io::Result<()> {
    let mut kit = tls::accept(&inside.kit_side, kit)?;
    let request = read_request(&mut kit)?;
    let text = String::from_utf8_lossy(&request);
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    let swallowed = state.lock().unwrap().swallowed;
    if let Some((_, answer)) = swallowed.filter(|(swallowed, _)| path.starts_with(swallowed)) {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
        return kit.write_all((head + answer).as_bytes());
    }
    let mut far = tls::connect(&inside.office_side, office)?;
    // One request a line, so that the answer ends where the line ends.
    let first = request.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    far.write_all(&request[..first])?;
    far.write_all(b"Connection: close\r\n")?;
    far.write_all(&request[first..])?;
    let mut answer = Vec::new();
    far.read_to_end(&mut answer)?;
    let meddled = {
        let mut state = state.lock().unwrap();
        let meddled = state.meddle.map_or_else(|| answer.clone(), |meddle| meddle(&path, answer.clone(), &state.exchanges));
        if path == EXCHANGE {
            state.exchanges.push(answer);
        }
        meddled
    };
    kit.write_all(&meddled)
}

fn read_request(kit: &mut KitLine) -> std::io::Result<Vec<u8>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 16_384]);
    loop {
        if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok()).unwrap_or(0);
            if bytes.len() >= head + 4 + length {
                return Ok(bytes);
            }
        }
        match kit.read(&mut buffer)? {
            0 => return Ok(bytes),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

/// An office, a line to it, and a kit at the other end of the line.
struct Scene {
    _office: Office,
    url: String,
    line: Line,
    laptop: Laptop,
}

impl Scene {
    fn new() -> Self {
        let mut office = Office::seed(2000);
        let port = free_port();
        let line = Line::to(format!("127.0.0.1:{port}"));
        office.kits_go_to(&line.url, port);
        let url = office.start();
        let home = KitHome::enrolled(&office, &url, "Laptop 1");
        line.gets_inside(&office, &home.secrets());
        let mut laptop = Laptop::with_home(home, "Siti Rahmawati");
        laptop.open();
        laptop.sync();
        Self { _office: office, url, line, laptop }
    }

    /// A case with a photo that still has to go out.
    fn case(&self) -> String {
        let id = self.laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
        self.laptop.note(&id, "Sekali saja");
        id
    }

    fn at_office(&self, id: &str) -> Value {
        Dashboard::open(&self.url, "kasi").case(id)
    }

    #[track_caller]
    fn sync_fails(&self, code: &str) {
        let problem = self.laptop.refused("sync.now", json!({}));
        assert_eq!(problem["code"], code, "{problem}");
    }

    #[track_caller]
    fn all_is_well(&self, id: &str) {
        self.line.clean();
        let view = self.laptop.sync();
        assert_eq!((&view["status"]["unsent"], &view["status"]["unsent_files"], &view["refused"]), (&json!(0), &json!(0), &json!([])));
        let (here, there) = (self.laptop.case(id), self.at_office(id));
        assert_eq!(notes(&here), 1, "nothing is there twice");
        assert_eq!(
            (&here["steps"], here["history"].as_array().map(Vec::len)),
            (&there["steps"], there["history"].as_array().map(Vec::len))
        );
    }
}

fn notes(case: &Value) -> usize {
    case["history"].as_array().unwrap().iter().filter(|item| item["kind"] == "note").count()
}

#[test]
fn an_answer_lost_on_the_way_is_asked_for_again_and_nothing_is_there_twice() {
    let mut scene = Scene::new();
    scene.line.swallow(EXCHANGE, "{}");
    let id = scene.case();
    scene.sync_fails("server_nonsense");
    scene.line.now(|_, _, _| Vec::new());
    for _ in 0..3 {
        scene.sync_fails("server_unreachable");
    }
    assert_eq!(notes(&scene.at_office(&id)), 1, "the office took it, only the kit does not know");
    assert_ne!(scene.laptop.call("status.get", json!({}))["unsent"], 0, "what nobody confirmed still waits");
    scene.laptop.crash_and_open();
    scene.all_is_well(&id);
}

#[test]
fn an_altered_answer_is_not_applied() {
    let scene = Scene::new();
    let meddles: [Meddle; 3] = [
        // The last byte belongs to the signature.
        |_, mut answer, _| {
            *answer.last_mut().unwrap() ^= 1;
            answer
        },
        |path, answer, before| if path == EXCHANGE { before[0].clone() } else { answer },
        |_, answer, _| {
            let body = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
            let (head, rest) = answer.split_at(body);
            [head, &rest.iter().map(|byte| byte ^ 0x20).collect::<Vec<u8>>()].concat()
        },
    ];
    let id = scene.case();
    for meddle in meddles {
        scene.line.now(meddle);
        let before = scene.laptop.case(&id);
        scene.sync_fails("server_nonsense");
        assert_eq!(scene.laptop.case(&id)["history"], before["history"], "nothing of the altered answer was applied");
    }
    scene.all_is_well(&id);
}

#[test]
fn an_altered_register_extract_is_not_loaded() {
    let scene = Scene::new();
    let id = scene.case();
    let residents = |laptop: &Laptop| laptop.call("visit.list", json!({}))[0]["residents"].as_u64().unwrap();
    let before = residents(&scene.laptop);
    assert_ne!(before, 0, "the extract of the first visit is loaded");
    scene.line.now(|path, mut answer, _| {
        if path.starts_with("/sync/v1/extract/") {
            let middle = answer.len() - 200;
            answer[middle] ^= 1;
        }
        answer
    });
    let chosen = scene.laptop.call("app.state", json!({}))["visit"]["id"].clone();
    let visits = scene.laptop.call("visit.list", json!({}));
    let other = visits.as_array().unwrap().iter().find(|visit| visit["id"] != chosen).unwrap();
    scene.laptop.call("visit.select", json!({ "id": other["id"] }));
    scene.sync_fails("server_nonsense");
    assert_eq!(residents(&scene.laptop), before, "the old extract stays");
    scene.all_is_well(&id);
    assert_ne!(residents(&scene.laptop), before, "the true one is loaded");
}

#[test]
fn a_recording_that_somebody_else_took_still_waits() {
    let scene = Scene::new();
    scene.line.swallow("/sync/v1/lampiran/", "{}");
    let id = scene.case();
    scene.laptop.capture(&id, "foto_kartu");
    scene.sync_fails("server_nonsense");
    assert_eq!(scene.laptop.call("status.get", json!({}))["unsent_files"], 1, "the only copy is not given up");
    scene.all_is_well(&id);
    let files = Dashboard::open(&scene.url, "kasi").get(&format!("/api/cases/{id}"))["attachments"].clone();
    assert_eq!((files.as_array().map(Vec::len), &files[0]["complete"]), (Some(1), &json!(true)), "the office has it whole");
}

/// Only the signed answer of an exchange confirms a file; the answer to its bytes is not signed.
#[test]
fn a_recording_that_somebody_else_claims_to_have_stored_still_waits() {
    let scene = Scene::new();
    scene.line.swallow("/sync/v1/lampiran/", r#"{"offset":4000000000,"complete":true}"#);
    let id = scene.case();
    scene.laptop.capture(&id, "foto_kartu");
    for _ in 0..2 {
        scene.laptop.sync();
        assert_eq!(scene.laptop.call("status.get", json!({}))["unsent_files"], 1, "the lie is no receipt");
    }
    scene.line.swallow("/sync/v1/lampiran/", r#"{"offset":0,"complete":false}"#);
    scene.sync_fails("server_nonsense");
    scene.all_is_well(&id);
}
