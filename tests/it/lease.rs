//! The lease of a kit in a real kit with a real office: fourteen days, whatever the clock of the laptop says (issue Trust, point 7).

use std::sync::Arc;

use ktpel_app::{App, DEMO_PASSPHRASE, DEMO_PIN};
use ktpel_ipc::{ProblemCode, dispatch};
use ktpel_tests::{ClockedHost, Clocks, KitHome, Office};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const FIVE_YEARS: i64 = 5 * 365 * DAY;

/// A kit whose clocks the test sets.
struct Kit {
    _office: Office,
    home: KitHome,
    clocks: Arc<Clocks>,
    app: Option<App<ClockedHost>>,
    case: String,
}

impl Kit {
    /// Enrolled, synced just now, with one case.
    fn met_today() -> Self {
        let mut office = Office::seed(2000);
        let url = office.start();
        let home = KitHome::enrolled(&office, &url, "Laptop 1");
        let mut kit = Self { _office: office, home, clocks: Arc::default(), app: None, case: String::new() };
        kit.start();
        kit.call("sync.now", json!({})).unwrap();
        kit.case = kit.open_case().unwrap();
        kit
    }

    /// Starts the program anew: what is not in the store is forgotten.
    fn start(&mut self) {
        self.app = None;
        self.app = Some(App::new(self.home.path().to_owned(), ClockedHost::new(&self.clocks)));
        self.wake();
    }

    /// Signs in again, with the passphrase if it is asked for.
    fn wake(&self) {
        self.call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE })).unwrap();
        let state = self.call("app.state", json!({})).unwrap();
        let operator = state["operators"].as_array().unwrap().iter().find(|operator| operator["nama"] == "Siti Rahmawati").unwrap();
        self.call("session.sign_in", json!({ "operator": operator["id"], "pin": DEMO_PIN })).unwrap();
    }

    fn call(&self, method: &str, params: Value) -> Result<Value, ProblemCode> {
        dispatch(self.app.as_ref().unwrap(), method, params).map_err(|problem| problem.code)
    }

    fn open_case(&self) -> Result<String, ProblemCode> {
        let fields = json!({ "nama_lengkap": "Siti Rahmah", "punya_nik": "tidak" });
        let opened = self.call("case.open", json!({ "layanan": "baru", "contact": null, "nik": null, "fields": fields }))?;
        Ok(opened["detail"]["id"].as_str().unwrap().to_owned())
    }

    /// Sets the wall clock, in milliseconds beside the true time.
    fn set_clock(&self, ahead_ms: i64) {
        self.clocks.set_ahead(ahead_ms);
    }

    /// The program runs on for hours; the wall clock stands wherever it was set.
    fn run_on(&self, hours: u64) {
        for _ in 0..hours {
            self.clocks.run(3_600_000);
            self.call("status.get", json!({})).unwrap();
        }
        self.wake();
    }

    fn days_left(&self) -> Value {
        self.call("status.get", json!({})).unwrap()["lease_days"].clone()
    }

    /// New work waits; what is here is read and finished, and what waits is sent.
    #[track_caller]
    fn assert_over(&self) {
        assert_eq!(self.days_left(), json!(0));
        assert_eq!(self.open_case(), Err(ProblemCode::LeaseOver), "no new case");
        let lookup = json!({ "nomor": null, "nama": "siti", "tanggal_lahir": null, "kelurahan": null });
        assert_eq!(self.call("resident.lookup", lookup), Err(ProblemCode::LeaseOver), "the register is closed");
        let capture = json!({ "id": self.case, "slot": "wajah", "blob": null });
        assert_eq!(self.call("recording.capture", capture), Err(ProblemCode::LeaseOver), "no recording");
        let print = json!({ "id": self.case, "blanko": "CONTOH0001", "printer": "kartu" });
        assert_eq!(self.call("print.card", print), Err(ProblemCode::LeaseOver), "no card");
        let case = self.call("case.get", json!({ "id": self.case })).unwrap();
        assert_eq!(case["detail"]["id"], self.case.as_str(), "nothing is destroyed: the case is read");
        self.call("case.note", json!({ "id": self.case, "text": "Menunggu kantor" })).expect("and finished");
    }

    #[track_caller]
    fn assert_good(&self) {
        assert_eq!(self.days_left(), Value::Null);
        self.open_case().expect("new work begins");
    }
}

#[test]
fn new_work_waits_after_fourteen_days_and_a_sync_restores() {
    let mut kit = Kit::met_today();
    for (day, left) in [(10, Value::Null), (11, json!(3)), (12, json!(2)), (13, json!(1))] {
        kit.set_clock(day * DAY);
        assert_eq!(kit.days_left(), left, "day {day}");
        kit.open_case().expect("until the last day new work begins");
    }
    for day in [14, 15] {
        kit.set_clock(day * DAY);
        kit.assert_over();
        kit.start();
        kit.assert_over();
    }
    let sent = kit.call("sync.now", json!({})).expect("what waits is sent");
    assert_eq!(sent["status"]["unsent"], 0, "the work came home");
    kit.assert_good();
}

#[test]
fn a_clock_set_back_extends_nothing() {
    let mut kit = Kit::met_today();
    kit.set_clock(13 * DAY);
    assert_eq!(kit.days_left(), json!(1));
    kit.set_clock(-FIVE_YEARS);
    assert_eq!(kit.days_left(), json!(1), "what was counted stays counted");
    kit.start();
    assert_eq!(kit.days_left(), json!(1), "after a start as well");
    kit.run_on(11);
    kit.run_on(11);
    assert_eq!(kit.days_left(), json!(1), "22 hours later");
    kit.run_on(3);
    kit.assert_over();
    kit.set_clock(-2 * FIVE_YEARS);
    kit.start();
    kit.assert_over();
    kit.call("sync.now", json!({})).unwrap();
    kit.assert_good();
    kit.set_clock(-2 * FIVE_YEARS + 14 * DAY);
    kit.assert_over();
}

#[test]
fn a_jump_forward_locks_until_the_next_sync() {
    let mut kit = Kit::met_today();
    kit.set_clock(FIVE_YEARS);
    kit.assert_over();
    kit.set_clock(0);
    kit.start();
    kit.assert_over();
    kit.call("sync.now", json!({})).unwrap();
    kit.assert_good();
}

#[test]
fn a_clock_set_forward_before_the_sync_buys_no_years() {
    let mut kit = Kit::met_today();
    kit.set_clock(FIVE_YEARS);
    kit.call("sync.now", json!({})).unwrap();
    kit.assert_good();
    kit.set_clock(13 * DAY);
    assert_eq!(kit.days_left(), json!(1), "measured by the office's own time");
    kit.set_clock(14 * DAY);
    kit.start();
    kit.assert_over();
}

#[test]
fn jumps_within_a_day_cost_no_more_than_they_show() {
    let kit = Kit::met_today();
    for hours in [3, -5, 2, -9, 0, 12, -12, 1] {
        kit.set_clock(hours * HOUR);
        kit.assert_good();
    }
    kit.set_clock(10 * DAY);
    kit.assert_good();
}
