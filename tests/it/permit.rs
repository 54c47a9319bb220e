//! The permit of a kit: a certificate for a year that renews itself at sync, and that two persons renew where it has ended, with all work in place.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use ktpel_app::{App, DEMO_PASSPHRASE, DEMO_PIN, Host, SystemHost};
use ktpel_domain::time::{Clock, Timestamp};
use ktpel_ipc::{Event, Problem, ProblemCode, dispatch};
use ktpel_pki::Ca;
use ktpel_sync::invitation::Invitation;
use ktpel_tests::{Dashboard, KitHome, Office, kit::set_up_with, laptop::text, process::program};
use serde_json::{Value, json};
use sync_server::{HostOptions, Listeners, serve, worker::Workers};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

const DAY: i64 = 24 * 3_600_000;
const SITI: &str = "Siti Rahmawati";

/// How far the years have gone on, for office and kit alike.
#[derive(Default)]
struct Years(AtomicI64);

impl Years {
    fn pass(&self, days: i64) {
        self.0.fetch_add(days * DAY, Ordering::SeqCst);
    }

    fn ahead(&self, true_time: Timestamp) -> Timestamp {
        Timestamp(true_time.0 + self.0.load(Ordering::SeqCst))
    }
}

/// The clock of the office.
struct Calendar(Arc<Years>, sync_server::clock::SystemClock);

impl Clock for Calendar {
    fn now(&self) -> Timestamp {
        self.0.ahead(self.1.now())
    }

    fn monotonic_ms(&self) -> u64 {
        self.1.monotonic_ms() + u64::try_from(self.0.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// The machine of the kit.
struct Machine(Arc<Years>, SystemHost);

impl Host for Machine {
    fn now(&self) -> Timestamp {
        self.0.ahead(self.1.now())
    }

    fn monotonic_ms(&self) -> u64 {
        self.1.monotonic_ms()
    }

    fn random(&self, bytes: &mut [u8]) {
        self.1.random(bytes);
    }

    fn emit(&self, _: Event) {}

    fn battery(&self) -> Option<u8> {
        None
    }

    fn free_bytes(&self, dir: &Path) -> Option<u64> {
        self.1.free_bytes(dir)
    }
}

/// A seeded office whose calendar the test turns, on lines that stay.
struct LongOffice {
    _seed: Office,
    office: Arc<sync_server::Office>,
    url: String,
    _stop: oneshot::Sender<()>,
    _runtime: Runtime,
}

impl LongOffice {
    fn open(years: &Arc<Years>) -> Self {
        let seed = Office::seed(500);
        let clock = Arc::new(Calendar(Arc::clone(years), sync_server::clock::SystemClock::default()));
        let office = sync_server::Office::open(seed.path(), None, clock).unwrap().with_workers(Workers::of(program("sync-server")));
        let office = Arc::new(office);
        let runtime = Runtime::new().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let url = runtime.block_on(async {
            let (browsers, kits) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
            let (url, kits_url) = (format!("http://{}", browsers.local_addr().unwrap()), format!("https://{}", kits.local_addr().unwrap()));
            let certificate = office.ca.issue_server(&[]).unwrap();
            let kits_tls = ktpel_pki::kits_listener(certificate, office.ca.certificate(), Arc::clone(&office.clock)).unwrap();
            let listeners = Listeners { browsers, browsers_tls: None, kits, kits_tls };
            let options = HostOptions { public_url: Some(url.clone()), kits_url };
            tokio::spawn(serve(Arc::clone(&office), listeners, options, async {
                let _ = stopped.await;
            }));
            url
        });
        Self { _seed: seed, office, url, _stop: stop, _runtime: runtime }
    }

    /// A code as the admin opens it.
    fn code(&self) -> String {
        text(&Dashboard::open(&self.url, "admin").post("/api/devices/code", &json!({}))["text"])
    }

    /// The Kasi compares the words.
    fn let_in(&self, words: &str) {
        let kasi = Dashboard::open(&self.url, "kasi");
        let waiting = kasi.get("/api/devices/waiting");
        let kit = waiting.as_array().unwrap().iter().find(|kit| kit["words"] == words).expect("both screens show the same words");
        kasi.post(&format!("/api/devices/waiting/{}/approve", text(&kit["id"])), &json!({ "words": words }));
    }

    fn entries(&self) -> u64 {
        self.office.storage.read(|tables| tables.entries().count()).unwrap()
    }
}

struct Kit {
    home: KitHome,
    years: Arc<Years>,
    app: App<Machine>,
}

impl Kit {
    fn enrolled(office: &LongOffice, years: &Arc<Years>) -> Self {
        let home = KitHome::empty();
        let code = office.code();
        set_up_with(home.path(), "ktpel-web-host", &["--code", &code, "--name", "Laptop 1"], |words| office.let_in(words));
        let app = App::new(home.path().to_owned(), Machine(Arc::clone(years), SystemHost::new(Box::new(drop))));
        let kit = Self { home, years: Arc::clone(years), app };
        kit.sign_in();
        kit
    }

    fn started_again(self) -> Self {
        let Self { home, years, app } = self;
        drop(app);
        let app = App::new(home.path().to_owned(), Machine(Arc::clone(&years), SystemHost::new(Box::new(drop))));
        let kit = Self { home, years, app };
        kit.sign_in();
        kit
    }

    fn sign_in(&self) {
        self.call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE })).unwrap();
        let state = self.call("app.state", json!({})).unwrap();
        let operator = state["operators"].as_array().unwrap().iter().find(|operator| operator["nama"] == SITI).unwrap();
        self.call("session.sign_in", json!({ "operator": operator["id"], "pin": DEMO_PIN })).unwrap();
    }

    fn call(&self, method: &str, params: Value) -> Result<Value, Problem> {
        dispatch(&self.app, method, params)
    }

    fn open_case(&self) -> String {
        let fields = json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" });
        let case = self.call("case.open", json!({ "layanan": "baru", "contact": null, "nik": null, "fields": fields })).unwrap();
        text(&case["detail"]["id"])
    }

    fn until(&self) -> i64 {
        self.call("sync.state", json!({})).unwrap()["permit_until_ms"].as_i64().unwrap()
    }

    fn unsent(&self) -> u64 {
        self.call("status.get", json!({})).unwrap()["unsent"].as_u64().unwrap()
    }
}

#[test]
fn a_permit_renews_itself_long_before_it_ends() {
    let years = Arc::<Years>::default();
    let office = LongOffice::open(&years);
    let kit = Kit::enrolled(&office, &years);
    kit.call("sync.now", json!({})).unwrap();
    let first = kit.until();
    years.pass(270);
    kit.sign_in();
    kit.call("sync.now", json!({})).unwrap();
    assert_eq!(kit.until(), first, "95 days are left: nothing to do");
    years.pass(10);
    kit.sign_in();
    kit.call("sync.now", json!({})).unwrap();
    let second = kit.until();
    assert!(second > first + 270 * DAY, "85 days were left: a new one, for a year");
    assert_eq!(second, Ca::device_until(Timestamp(second - 365 * DAY)).0);
    // Long after the first one has ended, and after a new start, the second opens the door.
    years.pass(200);
    let kit = kit.started_again();
    kit.call("sync.now", json!({})).unwrap();
    let case = kit.open_case();
    kit.call("sync.now", json!({})).unwrap();
    assert_eq!((kit.until(), kit.unsent()), (second, 0));
    assert!(office.office.storage.read(|tables| tables.documents().find(case.parse().unwrap())).unwrap().is_some());
}

#[test]
fn a_permit_that_has_ended_traps_no_work() {
    let years = Arc::<Years>::default();
    let office = LongOffice::open(&years);
    let kit = Kit::enrolled(&office, &years);
    kit.call("sync.now", json!({})).unwrap();
    let case = kit.open_case();
    let unsent = kit.unsent();
    years.pass(400);
    let kit = kit.started_again();
    let before = office.entries();
    let refused = kit.call("sync.now", json!({})).unwrap_err();
    assert_eq!((refused.code, refused.params["what"].as_str()), (ProblemCode::ServerRefused, "certificate_expired"));
    assert!(kit.unsent() >= unsent && office.entries() == before, "nothing was sent, nothing is lost");

    // A code alone renews nothing, and another office's code nothing at all.
    let stranger = Invitation { office_url: office.url.clone(), code: "0".repeat(16), ca: Some([7; 32]) };
    assert_eq!(kit.call("permit.renew", json!({ "code": stranger.to_text() })).unwrap_err().code, ProblemCode::OtherOffice);
    let shown = kit.call("permit.renew", json!({ "code": office.code() })).unwrap();
    assert_eq!(kit.call("permit.look", json!({})).unwrap()["until_ms"], Value::Null);
    assert!(kit.call("sync.now", json!({})).is_err(), "nobody has decided");
    office.let_in(&text(&shown["words"]));
    let until = kit.call("permit.look", json!({})).unwrap()["until_ms"].as_i64().unwrap();
    assert_eq!(kit.call("permit.look", json!({})).unwrap_err().code, ProblemCode::NothingToDo, "once");

    let kit = kit.started_again();
    kit.call("sync.now", json!({})).unwrap();
    assert_eq!((kit.until(), kit.unsent()), (until, 0), "everything that waited has arrived");
    assert!(office.office.storage.read(|tables| tables.documents().find(case.parse().unwrap())).unwrap().is_some());
    let kits = office.office.storage.read(|tables| tables.devices().all()).unwrap().into_iter().filter(|device| !device.office).count();
    assert_eq!(kits, 1, "it is the same kit with the same key");
    let findings = office.office.verify().unwrap();
    assert!(findings.problems.is_empty(), "{:?}", findings.problems);
}
