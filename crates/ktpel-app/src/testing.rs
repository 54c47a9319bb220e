//! A kit in a folder of its own, without an office, under a clock that the test turns.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use ktpel_domain::{
    ids::{DeviceId, DocId},
    time::Timestamp,
};
use ktpel_ipc::{
    Event, Kit, Problem, ProblemCode,
    views::{AppState, CaseId, Empty, OpenCaseParams, Phase, SignInParams, StatusView, UnlockParams},
};
use ktpel_sync::setup::{Certificate, ServerIdentity, Setup, SetupOperator};
use ktpel_vault::{CaseIdentity, DeviceIdentity, KdfCost, Slots};
use tempfile::TempDir;

use crate::{App, Host, lock, setup};

pub(crate) const WORDS: &str = "abadi dagang jelaga pandu walau";
pub(crate) const SITI: (&str, &str) = ("01010101010101010101010101010101", "271828");
pub(crate) const AMIR: (&str, &str) = ("02020202020202020202020202020202", "314159");

const MORNING: i64 = 1_800_000_000_000;

/// A machine of which the test says what time it is and how much room it has.
pub(crate) struct Machine {
    pub(crate) ms: AtomicU64,
    pub(crate) free: AtomicU64,
    drawn: AtomicU64,
    /// What the frame was told last.
    pub(crate) told: Mutex<Option<StatusView>>,
}

impl Host for Machine {
    fn now(&self) -> Timestamp {
        Timestamp(MORNING + i64::try_from(self.monotonic_ms()).unwrap())
    }

    fn monotonic_ms(&self) -> u64 {
        self.ms.load(Ordering::Relaxed)
    }

    fn random(&self, bytes: &mut [u8]) {
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed) + 1;
        bytes.iter_mut().zip(drawn.to_be_bytes().iter().rev().cycle()).for_each(|(byte, drawn)| *byte = *drawn);
    }

    fn emit(&self, event: Event) {
        if let Event::Status { status } = event {
            *lock(&self.told) = Some(*status);
        }
    }

    fn battery(&self) -> Option<u8> {
        None
    }

    fn free_bytes(&self, _: &Path) -> Option<u64> {
        Some(self.free.load(Ordering::Relaxed))
    }
}

/// A kit with two operators, whose PINs are set, and the office's key that recovers it.
pub(crate) struct TestKit {
    pub(crate) app: App<Machine>,
    pub(crate) dir: TempDir,
    pub(crate) recovery: CaseIdentity,
}

impl TestKit {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let recovery = CaseIdentity::generate();
        let app = App::new(dir.path().to_owned(), machine(0));
        let (slots, data_key) = Slots::create(WORDS, Some(&recovery.recipient().to_string()), KdfCost::CHEAP_FOR_TESTS).unwrap();
        let device = DeviceIdentity::generate();
        let told = office(device.id(), &recovery);
        let first = setup::First { url: "", name: "Laptop 1", setup: &told, device: &device };
        setup::fill(&app, &first, &data_key, &setup::Purpose::Field).unwrap();
        slots.save(dir.path()).unwrap();
        let kit = Self { app, dir, recovery };
        kit.unlock(WORDS).unwrap();
        for person in [AMIR, SITI] {
            kit.sign_in(person).unwrap();
        }
        kit
    }

    /// Pulls the plug and starts the program again, locked.
    pub(crate) fn restarted(self) -> Self {
        let Self { app, dir, recovery } = self;
        let drawn = app.host().drawn.load(Ordering::Relaxed);
        drop(app);
        Self { app: App::new(dir.path().to_owned(), machine(drawn)), dir, recovery }
    }

    pub(crate) fn unlock(&self, words: &str) -> Result<AppState, Problem> {
        self.app.session_unlock(UnlockParams { passphrase: words.to_owned() })
    }

    pub(crate) fn sign_in(&self, (operator, pin): (&str, &str)) -> Result<AppState, Problem> {
        self.app.session_sign_in(SignInParams { operator: operator.to_owned(), pin: pin.to_owned() })
    }

    pub(crate) fn phase(&self) -> Phase {
        self.app.app_state(Empty {}).unwrap().phase
    }

    pub(crate) fn later(&self, ms: u64) {
        self.app.host().ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// A case that must be there afterwards.
    pub(crate) fn case(&self) -> String {
        let fields = BTreeMap::from([("nama_lengkap".to_owned(), "Siti Rahmah".to_owned())]);
        let params = serde_json::json!({ "layanan": "baru", "contact": null, "nik": null, "fields": fields });
        let params: OpenCaseParams = serde_json::from_value(params).unwrap();
        self.app.case_open(params).unwrap().detail.id
    }

    pub(crate) fn has_case(&self, id: &str) -> bool {
        self.app.case_get(CaseId { id: id.to_owned() }).is_ok_and(|case| case.detail.person.nama == "Siti Rahmah")
    }
}

/// The code of a refusal.
#[track_caller]
pub(crate) fn code<T>(answer: Result<T, Problem>) -> ProblemCode {
    match answer {
        Ok(_) => panic!("it was not refused"),
        Err(problem) => problem.code,
    }
}

fn machine(drawn: u64) -> Machine {
    Machine { ms: AtomicU64::new(1), free: AtomicU64::new(u64::MAX), drawn: AtomicU64::new(drawn), told: Mutex::default() }
}

fn office(device: DeviceId, recovery: &CaseIdentity) -> Setup {
    let person =
        |(id, _): (&str, &str), nama: &str| SetupOperator { id: id.to_owned(), nama: nama.to_owned(), peran: "operator".to_owned() };
    Setup {
        office: "Disdukcapil Kota Bima".to_owned(),
        device,
        server: ServerIdentity { device: DeviceId(DocId([9; 16]).0), public_key: "00".repeat(32) },
        archive_recipients: vec![CaseIdentity::generate().recipient().to_string()],
        recovery_recipient: Some(recovery.recipient().to_string()),
        stick_recipient: None,
        kits_url: "https://127.0.0.1:1".to_owned(),
        ca: String::new(),
        certificate: Certificate::default(),
        operators: vec![person(SITI, "Siti Rahmawati"), person(AMIR, "Amiruddin")],
        visits: Vec::new(),
        generation: "00".repeat(16),
        challenge: "00".repeat(16),
    }
}
