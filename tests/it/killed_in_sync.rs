//! Kit and server are killed (SIGKILL) while a sync runs, after a number of bytes that the seed chooses: afterwards each entry and each photo is
//! at the office once, and both logs verify (sync-and-trust, "The session": a receipt only after it is durable; a lost answer is harmless).
//!
//! Twenty-five kills on each side in CI; `cargo xtask soak` takes five hundred (`KTPEL_KILLS`).

use std::sync::atomic::{AtomicBool, Ordering};

use ktpel_tests::{Dashboard, KitHome, Laptop, Office, http, line::Line, process::free_port};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

/// About the bytes of a handshake and an exchange.
const EXCHANGE: u64 = 6_000;
/// About the bytes of a photo.
const PHOTO: u64 = 40_000;

fn kills() -> usize {
    std::env::var("KTPEL_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(25)
}

struct Scene {
    office: Office,
    url: String,
    line: Line,
    laptop: Laptop,
    rng: ChaCha8Rng,
    case: String,
    notes: usize,
    photos: usize,
    /// Kills before the sync was over.
    in_mid_sync: usize,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut office = Office::seed(2000);
        let port = free_port();
        let line = Line::to(format!("127.0.0.1:{port}"));
        office.kits_go_to(&line.url, port);
        let url = office.start();
        let mut laptop = Laptop::with_home(KitHome::enrolled(&office, &url, "Laptop 1"), "Siti Rahmawati");
        laptop.open();
        laptop.sync();
        let case = laptop.open_case("baru", json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" }));
        Self { office, url, line, laptop, rng: ChaCha8Rng::seed_from_u64(seed), case, notes: 0, photos: 0, in_mid_sync: 0 }
    }

    /// Some work, then a sync on a line that goes dead in its middle; `kill` is called at that moment.
    fn sync_until_dead(&mut self, kill: impl FnOnce(&mut Self)) {
        self.laptop.note(&self.case, &format!("Catatan {}", self.notes));
        self.notes += 1;
        let mut bytes = EXCHANGE;
        if self.notes.is_multiple_of(3) {
            self.laptop.capture(&self.case, "foto_kartu");
            self.photos += 1;
            bytes += PHOTO;
        }
        self.line.dies_after(self.rng.random_range(0..bytes));
        let (address, token) = (self.laptop.address().to_owned(), self.laptop.token().to_owned());
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let headers = [("content-type", "application/json"), ("x-ktpel-token", token.as_str())];
                // The answer may never come: the kit is killed.
                let _ = http::send(&address, "POST", "/rpc/sync.now", &headers, b"{}");
                over.store(true, Ordering::SeqCst);
            });
            self.line.wait_until_dead(|| over.load(Ordering::SeqCst));
            self.in_mid_sync += usize::from(!over.load(Ordering::SeqCst));
            kill(self);
            self.line.mend();
        });
    }

    /// With a whole line everything arrives, once.
    #[track_caller]
    fn all_is_well(&self) {
        assert!(self.in_mid_sync * 3 > kills(), "most kills fall into a sync: {}", self.in_mid_sync);
        let (view, dashboard) = (self.laptop.sync(), Dashboard::open(&self.url, "kasi"));
        assert_eq!(dashboard.get("/api/quarantine"), json!([]), "nothing is held at the office");
        assert_eq!(
            (&view["status"]["unsent"], &view["status"]["unsent_files"], &view["refused"]),
            (&json!(0), &json!(0), &json!([])),
            "nothing waits and nothing was held"
        );
        let verified = self.laptop.call("kit.verify", json!({}));
        assert_eq!(verified["problems"], json!([]), "the kit's logs hold");
        let (here, there) = (self.laptop.case(&self.case), dashboard.case(&self.case));
        assert_eq!((notes(&here), notes(&there)), (self.notes, self.notes), "each note is there once");
        assert_eq!(here["history"].as_array().map(Vec::len), there["history"].as_array().map(Vec::len));
        let files = dashboard.get(&format!("/api/cases/{}", self.case))["attachments"].clone();
        let files = files.as_array().unwrap();
        assert_eq!(files.len(), self.photos, "each photo is there once");
        assert!(files.iter().all(|file| file["complete"] == true), "and whole");
    }
}

fn notes(case: &Value) -> usize {
    case["history"].as_array().unwrap().iter().filter(|item| item["kind"] == "note").count()
}

#[test]
fn a_server_killed_in_mid_sync_loses_and_doubles_nothing() {
    let mut scene = Scene::new(52);
    for _ in 0..kills() {
        scene.sync_until_dead(|scene| scene.office.stop());
        scene.office.start();
    }
    scene.all_is_well();
    scene.office.stop();
    scene.office.run(&["verify"]);
}

#[test]
fn a_kit_killed_in_mid_sync_loses_and_doubles_nothing() {
    let mut scene = Scene::new(72);
    for _ in 0..kills() {
        scene.sync_until_dead(|scene| scene.laptop.kill());
        scene.laptop.open();
    }
    scene.all_is_well();
}
