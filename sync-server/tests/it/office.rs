//! A small office on a free port: two users' worth of roles, one visit, a clock that the test moves.

use std::path::{Path, PathBuf};
use std::sync::{
    Arc, Once,
    atomic::{AtomicI64, Ordering},
};

use ktpel_domain::{
    ids::{ActorId, DocId},
    peran::Peran,
    time::{Clock, Timestamp},
};
use ktpel_sync::{Chain, EntryKind, entry::NO_DOC, payload::PolicyRecord};
use ktpel_vault::{KdfCost, OperatorKey, WrappedKey};
use sync_server::{
    HostOptions, Listeners, NewOffice, Office,
    office::{
        account::NewUser,
        confirm::{ConfirmError, Confirmation},
        sessions::SignedIn,
    },
    serve,
    storage::VisitRow,
    worker::Workers,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub const VISIT: DocId = DocId([0x77; 16]);
pub const OPERATOR: [u8; 16] = [0x0a; 16];
/// 2026-11-23 09:00 in Kota Bima.
pub const MORNING: i64 = 1_795_395_600_000;

/// Wall and monotonic time in one number.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub struct Server {
    pub office: Arc<Office>,
    /// Where browsers and kits that are not taken in yet go.
    pub url: String,
    /// Where enrolled kits go.
    pub kits_url: String,
    pub clock: Arc<TestClock>,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<std::io::Result<()>>>,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(worker()).await
    }

    /// With workers of another program.
    pub async fn start_with(worker: PathBuf) -> Self {
        install_crypto();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(MORNING)));
        let policy = PolicyRecord { record_before_nik: true, max_status_age_days: 30, print_way: "printer".into() };
        let nama = "Disdukcapil Kota Bima".into();
        let new = NewOffice { nama, archive_recipients: Vec::new(), recovery_recipient: None, demo: false, policy };
        let office = Office::create(folder.path(), None, Arc::clone(&clock) as Arc<dyn Clock>, new).unwrap();
        fill(&office);
        Self::run(folder, office.with_workers(Workers::of(worker)), clock).await
    }

    async fn run(folder: TempDir, office: Office, clock: Arc<TestClock>) -> Self {
        let office = Arc::new(office);
        let (browsers, kits) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let url = format!("http://{}", browsers.local_addr().unwrap());
        let kits_url = format!("https://{}", kits.local_addr().unwrap());
        let certificate = office.ca.issue_server(&[]).unwrap();
        let kits_tls = ktpel_pki::kits_listener(certificate, office.ca.certificate(), Arc::clone(&office.clock)).unwrap();
        let (stop, stopped) = oneshot::channel();
        let options = HostOptions { public_url: Some(url.clone()), kits_url: kits_url.clone() };
        let listeners = Listeners { browsers, browsers_tls: None, kits, kits_tls };
        let stopped = async {
            let _ = stopped.await;
        };
        let task = tokio::spawn(serve(Arc::clone(&office), listeners, options, stopped));
        Self { office, url, kits_url, clock, folder, stop: Some(stop), task: Some(task) }
    }

    /// Stops and starts again from what is on the disk.
    pub async fn restart(mut self) -> Self {
        self.stop.take().unwrap().send(()).unwrap();
        self.task.take().unwrap().await.unwrap().unwrap();
        let Self { office, clock, folder, .. } = self;
        drop(office);
        let office = Office::open(folder.path(), None, Arc::clone(&clock) as Arc<dyn Clock>).unwrap().with_workers(Workers::of(worker()));
        Self::run(folder, office, clock).await
    }

    /// A backup, as the operations manual makes it: SQLite's own copy of a live database.
    pub fn copy_database(&self, to: &Path) {
        let source = rusqlite::Connection::open(self.folder.path().join("office.db")).unwrap();
        source.execute("VACUUM INTO ?1", [to.join("office.db").to_str().unwrap()]).unwrap();
    }

    /// Stops, puts the backup in place and starts a new generation.
    pub async fn restart_from(self, backup: &Path) -> Self {
        let server = self.restart_in_silence_from(backup).await;
        server.office.begin_life().unwrap();
        server
    }

    /// Stops, puts the backup in place and tells nobody.
    pub async fn restart_in_silence_from(mut self, backup: &Path) -> Self {
        self.stop.take().unwrap().send(()).unwrap();
        self.task.take().unwrap().await.unwrap().unwrap();
        let Self { office, clock, .. } = self;
        drop(office);
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(backup.join("office.db"), folder.path().join("office.db")).unwrap();
        let office = Office::open(folder.path(), None, Arc::clone(&clock) as Arc<dyn Clock>).unwrap().with_workers(Workers::of(worker()));
        Self::run(folder, office, clock).await
    }

    /// A user with the key in hand, as after signing in, but without a session in the log.
    pub fn user(&self, login: &str) -> SignedIn {
        let row = self.office.storage.read(|tables| tables.users().find(login)).unwrap().unwrap();
        let key = OperatorKey::unwrap_password(&WrappedKey::from_bytes(&row.wrapped_key).unwrap(), &password(login)).unwrap();
        SignedIn { user: row.id, login: row.login, nama: row.nama, peran: row.peran.parse().unwrap(), actor: ActorId([0x55; 16]), key }
    }

    /// A one-time code, opened by the admin.
    pub fn code(&self) -> String {
        self.office.open_code(&self.user("admin")).unwrap().text
    }

    /// The Kasi decides about the kit that shows these words.
    pub fn decide(&self, words: &str, decision: Confirmation) -> Result<(), ConfirmError> {
        self.decide_as("kasi", words, decision)
    }

    pub fn decide_as(&self, login: &str, words: &str, decision: Confirmation) -> Result<(), ConfirmError> {
        let waiting = self.office.storage.read(|tables| tables.enrolments().waiting(self.office.now())).unwrap();
        let row = waiting.into_iter().find(|row| row.shows(words)).ok_or(ConfirmError::Words)?;
        self.office.confirm(&self.user(login), &row.nonce, words, decision)
    }

    /// Writes into the office's own log, as somebody could who has its database.
    pub fn append_own(&self, kind: EntryKind, payload: Vec<u8>) {
        let (device, now) = (self.office.device(), self.office.now());
        self.office
            .storage
            .write(|tables| {
                let mut chain = Chain::resume(device, tables.entries().tip(device)?);
                let entry = chain.append(kind, NO_DOC, payload, None, now).unwrap();
                tables.entries().append(tables.office().next_seq()?, std::slice::from_ref(&entry), now)
            })
            .unwrap();
    }

    pub fn entries(&self) -> u64 {
        self.office.storage.read(|tables| tables.entries().count()).unwrap()
    }

    #[track_caller]
    pub fn assert_sound(&self) {
        let findings = self.office.verify().unwrap();
        assert!(findings.problems.is_empty(), "logs, order and documents must be sound: {:?}", findings.problems);
    }
}

/// The real worker.
fn worker() -> PathBuf {
    env!("CARGO_BIN_EXE_sync-server").into()
}

pub fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}

pub fn password(login: &str) -> String {
    format!("{login}-rahasia")
}

fn fill(office: &Office) {
    for (login, peran) in
        [("kasi", Peran::KasiIdentitas), ("kabid", Peran::Kabid), ("petugas", Peran::PetugasAdministrasi), ("admin", Peran::Admin)]
    {
        let user = NewUser { login, nama: peran.label(), peran, password: &password(login) };
        office.add_user(&user, KdfCost::CHEAP_FOR_TESTS).unwrap();
    }
    office.add_operator(OPERATOR, "Siti Rahmawati", Peran::Operator).unwrap();
    let visit = VisitRow {
        id: VISIT,
        kelurahan: "52.72.03.1004".into(),
        kelurahan_nama: "Kolo".into(),
        tanggal: "2026-11-23".into(),
        tempat: "Aula".into(),
        extract: None,
        jam: "08.00".into(),
        kontak_nama: "Lurah".into(),
        kontak_hp: String::new(),
        team: None,
    };
    office.plan_visit(&visit, None).unwrap();
}
