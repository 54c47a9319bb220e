//! A kit with many local cases, made through the kit's own use cases: an office, an enrolled laptop, one case after the other.

use std::path::Path;

use ktpel_app::{App, SystemHost};
use ktpel_ipc::{Problem, dispatch};
use ktpel_testkit::village::{FIXTURE_SEED, Resident, Village};
use ktpel_tests::{
    Office,
    kit::{DEMO_PASSPHRASE, DEMO_PIN, set_up},
};
use serde_json::{Value, json};

use crate::figure::{Against, report, timed};

/// Residents of the office.
const RESIDENTS: usize = 2_000;

/// Services in the mix of a day.
const LAYANAN: &[&str] = &["baru", "hilang", "rusak", "perubahan_data"];

/// Makes a kit in `home` with that many cases; the office is gone afterwards, as in the village.
pub fn fill(home: &Path, cases: usize) {
    let mut office = Office::seed(RESIDENTS);
    let url = office.start();
    set_up(home, "ktpel-field", &office, &url, "Laptop ukur");

    let kit = Kit::open(home);
    kit.ask("sync.now", json!({}));
    office.stop();
    let residents = Village::kota_bima(FIXTURE_SEED, RESIDENTS);
    let (acts, time) = timed(|| (0..cases).map(|n| serve(&kit, &residents[n], LAYANAN[n % LAYANAN.len()])).sum::<usize>());
    let each = time.as_secs_f64() * 1e3 / acts as f64;
    report("act_mean_ms", each, "ms", acts, None);
    report("acts_per_case", acts as f64 / cases as f64, "acts", cases, Some(Against { what: "asked for", value: 10.0 }));
    assert_eq!(kit.cases(), cases, "every case must be on the board");
}

/// Receives a person and works on the first steps. Gives the number of acts that the kit accepted.
pub fn serve(kit: &Kit, person: &Resident, layanan: &str) -> usize {
    let fields = json!({
        "nama_lengkap": person.nama,
        "tempat_lahir": person.tempat_lahir,
        "tanggal_lahir": person.tanggal_lahir.to_string(),
        "alamat": person.alamat,
    });
    let mut view = kit.ask("case.open", json!({ "layanan": layanan, "contact": null, "nik": null, "fields": fields }));
    let id = view["detail"]["id"].as_str().unwrap().to_owned();
    let mut acts = 1;
    let mut act = |method: &str, params: Value| -> Option<Value> {
        let view = kit.try_ask(method, params).ok()?;
        acts += 1;
        Some(view)
    };
    // Only some residents belong to the kelurahan of the visit; a refused binding writes nothing.
    if let Some(nik) = &person.nik
        && let Some(bound) = act("case.bind", json!({ "id": id, "nik": nik }))
    {
        view = bound;
    }
    let requirements = view["detail"]["requirements"].as_array().cloned().unwrap_or_default();
    for requirement in requirements.iter().take(2) {
        act("case.requirement", json!({ "id": id, "requirement": requirement["id"], "state": "present", "note": null }));
    }
    if let Some(step) = view["detail"]["next"].as_str() {
        act("case.step", json!({ "id": id, "step": step, "outcome": "started", "reason": null }));
    }
    for (field, value) in [("no_hp", "081200009901"), ("rt", "001"), ("rw", "002")] {
        act("case.fields", json!({ "id": id, "values": { field: value }, "shown": {} }));
    }
    for n in 1..=3 {
        act("case.note", json!({ "id": id, "text": format!("Catatan ukur {n}") }));
    }
    acts
}

/// A kit in this process, signed in.
pub struct Kit(App<SystemHost>);

impl Kit {
    /// Opens the kit without a window and signs the first operator in.
    pub fn open(home: &Path) -> Self {
        let kit = Self::locked(home);
        let state = kit.unlock();
        kit.sign_in(&state);
        kit
    }

    /// The kit before anyone has opened it.
    pub fn locked(home: &Path) -> Self {
        Self(App::new(home.to_owned(), SystemHost::new(Box::new(drop))))
    }

    /// Opens the store with the team's words.
    pub fn unlock(&self) -> Value {
        self.ask("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE }))
    }

    /// Signs in the first operator who may do what the benchmark does.
    pub fn sign_in(&self, state: &Value) -> Value {
        let operator = state["operators"].as_array().unwrap().first().expect("a demo office has operators");
        self.ask("session.sign_in", json!({ "operator": operator["id"], "pin": DEMO_PIN }))
    }

    /// Calls a method that must not be refused.
    pub fn ask(&self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|problem| panic!("{method}: {:?} {:?}", problem.code, problem.params))
    }

    fn try_ask(&self, method: &str, params: Value) -> Result<Value, Problem> {
        dispatch(&self.0, method, params)
    }

    /// How many cases the board shows.
    pub fn cases(&self) -> usize {
        let board = self.ask("board.get", json!({}));
        let counts = board["columns"].as_array().unwrap().iter().map(|column| column["count"].as_u64().unwrap());
        usize::try_from(counts.sum::<u64>()).unwrap()
    }
}
