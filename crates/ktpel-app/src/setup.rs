//! Setting a kit up: the ceremony with the office (`enrol`), the team passphrase, the first content of the store. And what the kit knows of its office.

use std::{path::Path, sync::Arc};

use ktpel_domain::{
    blanko::BlankoSerial,
    ids::{DeviceId, DocId},
    time::Timestamp,
};
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{SetupParams, SetupProgress, SetupView, SetupWords},
};
use ktpel_pki::{Credential, PkiError};
use ktpel_store::{OperatorRow, Store, StoreError, StoreKey, Tx};
use ktpel_sync::{
    scope::holds_visit,
    setup::{Certificate, Setup, SetupVisit},
};
use ktpel_vault::{DataKey, DeviceIdentity, KdfCost, Slots, SlotsError, passphrase};
use rustls::{ClientConfig, ServerConfig};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    App, Host,
    act::stored,
    enrol::{self, Asked},
    lock,
    opened::Opened,
    problem::internal,
    session, stock, sync,
    visits::VisitMeta,
    wipe,
};

/// Setting with the name of this laptop.
pub(crate) const DEVICE_NAME: &str = "device_name";
const DEVICE_SECRET: &str = "device_secret";
const OFFICE: &str = "office";

/// Passphrase and PIN of a demo kit: shown on the sign-in screen, refused everywhere else.
pub const DEMO_PASSPHRASE: &str = "gunung laut padi kuda angin";
/// The PIN of every demo operator.
pub const DEMO_PIN: &str = "527215";

/// First serial of the blanko of a demo kit, and how many there are.
const DEMO_BLANKO: &str = "CONTOH0001";
const DEMO_BLANKO_PIECES: u32 = 100;

/// What the kit knows of its office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Office {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) server: DeviceId,
    /// Ed25519 public key of the server, hex.
    pub(crate) server_key: String,
    /// Address of its listener for kits.
    #[serde(default)]
    pub(crate) kits_url: String,
    /// Certificate of its authority, DER in hex: the kit believes nobody else.
    #[serde(default)]
    pub(crate) ca: String,
    /// The kit's own certificate.
    #[serde(default)]
    pub(crate) certificate: Certificate,
    /// age recipients of the archive. Kits of the first version knew one or none, under the singular.
    #[serde(alias = "archive_recipient", deserialize_with = "none_one_or_many")]
    pub(crate) archive_recipients: Vec<String>,
    /// age recipient of the office's server for work that comes by USB.
    #[serde(default)]
    pub(crate) stick_recipient: Option<String>,
    #[serde(default)]
    pub(crate) demo: bool,
}

fn none_one_or_many<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        One(Option<String>),
        Many(Vec<String>),
    }
    Written::deserialize(reader).map(|written| match written {
        Written::One(one) => one.into_iter().collect(),
        Written::Many(many) => many,
    })
}

impl Office {
    pub(crate) fn load(store: &Store) -> Result<Self, Problem> {
        let json =
            store.settings().find(OFFICE).map_err(stored)?.ok_or_else(|| Problem::new(ProblemCode::StoreDamaged).with("what", OFFICE))?;
        serde_json::from_str(&json).map_err(|_| Problem::new(ProblemCode::StoreDamaged).with("what", OFFICE))
    }

    /// TLS with this office as the kit that `device` is.
    pub(crate) fn tls(&self, device: &DeviceIdentity) -> Result<ClientConfig, Problem> {
        self.with_credential(|credential| ktpel_pki::kit_client(credential, device))
    }

    /// TLS with laptops of the same team, as the one that is called and the one that calls.
    pub(crate) fn team_tls(&self, device: &DeviceIdentity, now: Timestamp) -> Result<(ServerConfig, ClientConfig), Problem> {
        self.with_credential(|credential| {
            Ok((ktpel_pki::team_listener(credential, device, now)?, ktpel_pki::team_client(credential, device, now)?))
        })
    }

    fn with_credential<T>(&self, make: impl FnOnce(&Credential<'_>) -> Result<T, PkiError>) -> Result<T, Problem> {
        let damaged = || Problem::new(ProblemCode::StoreDamaged).with("what", "certificate");
        let bytes = |hex: &str| data_encoding::HEXLOWER.decode(hex.as_bytes()).map_err(|_| damaged());
        let (ca, certificate) = (bytes(&self.ca)?, bytes(&self.certificate.der)?);
        let credential = Credential { ca: &ca, certificate: &certificate, issued: Timestamp(self.certificate.issued_ms) };
        make(&credential).map_err(|_| damaged())
    }

    /// The fingerprint of its authority.
    pub(crate) fn fingerprint(&self) -> Option<[u8; 32]> {
        let bytes = data_encoding::HEXLOWER.decode(self.ca.as_bytes()).ok().filter(|bytes| !bytes.is_empty())?;
        Some(ktpel_pki::fingerprint(&bytes))
    }

    /// As it stands in the store.
    pub(crate) fn to_setting(&self) -> Result<String, Problem> {
        serde_json::to_string(self).map_err(|error| internal("office", &error))
    }

    /// Keeps what [`Self::to_setting`] gave.
    pub(crate) fn put(tx: &Tx<'_>, setting: &str) -> Result<(), StoreError> {
        tx.settings().put(OFFICE, setting)
    }

    pub(crate) fn server_key(&self) -> Option<[u8; 32]> {
        data_encoding::HEXLOWER.decode(self.server_key.as_bytes()).ok()?.try_into().ok()
    }
}

/// What is shown before the store is open: nothing personal, nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublicSettings {
    pub(crate) office: String,
    pub(crate) device: String,
    pub(crate) locale: String,
    pub(crate) theme: String,
    #[serde(default)]
    pub(crate) demo: bool,
    #[serde(default)]
    pub(crate) demo_hint: Option<String>,
}

impl Default for PublicSettings {
    fn default() -> Self {
        let empty = String::new;
        Self { office: empty(), device: empty(), locale: "id".to_owned(), theme: "system".to_owned(), demo: false, demo_hint: None }
    }
}

impl PublicSettings {
    pub(crate) const FILE: &'static str = "settings.json";

    /// Reads the file; a missing or damaged one gives the defaults, because nothing depends on it.
    pub(crate) fn load(dir: &Path) -> Self {
        let text = std::fs::read_to_string(dir.join(Self::FILE)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Replaces the file.
    pub(crate) fn save(&self, dir: &Path) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(self).map_err(|error| internal("settings", &error))?;
        let (draft, file) = (dir.join("settings.json.new"), dir.join(Self::FILE));
        std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, file)).map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull => Problem::new(ProblemCode::DiskFull),
            _ => internal("settings", &error),
        })
    }
}

/// The device's secret key, from the encrypted store.
pub(crate) fn device_secret(store: &Store) -> Result<[u8; 32], Problem> {
    let damaged = || Problem::new(ProblemCode::StoreDamaged).with("what", DEVICE_SECRET);
    let text = store.settings().find(DEVICE_SECRET).map_err(stored)?.ok_or_else(damaged)?;
    data_encoding::HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(damaged)
}

/// Who sets the kit up.
pub enum Purpose {
    /// Real work: words are generated, PINs are set at the first sign-in.
    Field,
    /// Demo and training: known words and PINs, everything carries CONTOH.
    Demo,
}

/// A kit was set up in this folder, even if its key slots cannot be read now: nothing is made over it.
pub(crate) fn is_set_up(dir: &Path) -> bool {
    !matches!(Slots::load(dir), Err(SlotsError::Missing))
}

/// A kit that asked to be taken in, until the program ends or it is taken in.
pub(crate) struct Begun {
    asked: Asked,
    device_name: String,
    purpose: Purpose,
}

/// Asks the office and gives the six words. Nothing is on the disk yet: closed in between, the kit begins again with another code.
pub(crate) fn begin<H: Host>(app: &App<H>, params: SetupParams, purpose: Purpose) -> Result<SetupWords, Problem> {
    if lock(&app.state).is_some() || is_set_up(app.dir()) {
        return Err(Problem::new(ProblemCode::AlreadySetUp));
    }
    let invitation = enrol::read(&params.code, &params.office_url)?;
    let asked = app.runtime().block_on(Asked::ask(&invitation, DeviceIdentity::generate(), &params.device_name))?;
    let shown = asked.shown();
    *lock(&app.begun) = Some(Arc::new(Begun { asked, device_name: params.device_name, purpose }));
    Ok(shown)
}

/// Looks whether a second person has decided, and if so makes the store. After a refusal nothing is left.
pub(crate) fn look<H: Host>(app: &App<H>) -> Result<SetupProgress, Problem> {
    let begun = lock(&app.begun).clone().ok_or_else(|| Problem::new(ProblemCode::NothingToDo))?;
    match app.runtime().block_on(begun.asked.look()) {
        Ok(None) => Ok(SetupProgress { done: None }),
        Ok(Some(setup)) => {
            let done = finish(app, &begun, setup)?;
            *lock(&app.begun) = None;
            Ok(SetupProgress { done: Some(done) })
        }
        // The line may come back: the person at the office is not asked anew for that.
        Err(problem) if problem.code == ProblemCode::ServerUnreachable => Err(problem),
        Err(problem) => {
            *lock(&app.begun) = None;
            Err(problem)
        }
    }
}

/// Makes the store. On any failure no kit is left behind.
fn finish<H: Host>(app: &App<H>, begun: &Begun, setup: Setup) -> Result<SetupView, Problem> {
    let mut state = lock(&app.state);
    if state.is_some() || is_set_up(app.dir()) {
        return Err(Problem::new(ProblemCode::AlreadySetUp));
    }
    let purpose = &begun.purpose;
    let words = match purpose {
        Purpose::Field => passphrase::generate_now().expose().to_owned(),
        Purpose::Demo => DEMO_PASSPHRASE.to_owned(),
    };
    let recovery = setup.recovery_recipient.as_deref();
    let (slots, data_key) = Slots::create(&words, recovery, KdfCost::default()).map_err(|error| internal("slots", &error))?;
    wipe::forget(app)?;
    let first = First { url: &begun.asked.url, name: &begun.device_name, setup: &setup, device: &begun.asked.device };
    fill(app, &first, &data_key, purpose)?;
    // The slots come last: without them the folder is no kit, and set-up can be tried again.
    slots.save(app.dir()).map_err(|error| internal("slots", &error))?;
    let mut opened = session::open(app, data_key)?;
    if matches!(purpose, Purpose::Demo) {
        fill_demo(&mut opened, app.host().now())?;
    }
    *state = Some(Box::new(opened));
    drop(state);
    let public = PublicSettings {
        office: setup.office,
        device: begun.device_name.clone(),
        demo: matches!(purpose, Purpose::Demo),
        demo_hint: matches!(purpose, Purpose::Demo).then(|| format!("{DEMO_PASSPHRASE} · PIN {DEMO_PIN}")),
        ..PublicSettings::default()
    };
    public.save(app.dir())?;
    // The kit leaves the office with its register; where that fails it comes with the first sync.
    if let Err(problem) = sync::run(app) {
        tracing::warn!(code = ?problem.code, "the first sync after set-up did not succeed");
    }
    Ok(SetupView { passphrase: words, state: session::state(app)? })
}

/// What a new kit begins with.
pub(crate) struct First<'a> {
    /// Address of the office for kits that it does not know.
    pub(crate) url: &'a str,
    /// Name of this laptop.
    pub(crate) name: &'a str,
    /// What the office told.
    pub(crate) setup: &'a Setup,
    /// The key that the office certified.
    pub(crate) device: &'a DeviceIdentity,
}

/// Writes the first content of the store in one transaction.
pub(crate) fn fill<H: Host>(app: &App<H>, first: &First<'_>, data_key: &DataKey, purpose: &Purpose) -> Result<(), Problem> {
    let First { url, name, setup, device } = first;
    std::fs::create_dir_all(app.dir()).map_err(|error| internal("data folder", &error))?;
    let mut store = Store::create(app.dir(), &StoreKey::new(*data_key.subkey("store"))).map_err(session::open_problem)?;
    let office = Office {
        name: setup.office.clone(),
        url: (*url).to_owned(),
        server: setup.server.device,
        server_key: setup.server.public_key.clone(),
        kits_url: setup.kits_url.clone(),
        ca: setup.ca.clone(),
        certificate: setup.certificate.clone(),
        archive_recipients: setup.archive_recipients.clone(),
        stick_recipient: setup.stick_recipient.clone(),
        demo: matches!(purpose, Purpose::Demo),
    };
    let sync = sync::FirstState::first(&office.url, &setup.generation, &setup.challenge)?;
    let office = office.to_setting()?;
    let secret = data_encoding::HEXLOWER.encode(&*device.secret());
    let now = app.host().now();
    store
        .write(|tx| {
            Office::put(tx, &office)?;
            tx.settings().put(DEVICE_SECRET, &secret)?;
            tx.settings().put(DEVICE_NAME, name)?;
            sync.write(tx)?;
            for operator in &setup.operators {
                if let Some(row) = operator_row(operator) {
                    tx.operators().put(&row)?;
                }
            }
            for visit in &setup.visits {
                tx.visit_index().put(&visit_meta(visit).row(visit.id, now))?;
            }
            if let Some(first) = first_visit(setup, now) {
                tx.settings().put("visit", &first.to_string())?;
            }
            Ok(())
        })
        .map_err(stored)
}

fn operator_row(operator: &ktpel_sync::setup::SetupOperator) -> Option<OperatorRow> {
    let id = data_encoding::HEXLOWER.decode(operator.id.as_bytes()).ok()?.try_into().ok()?;
    Some(OperatorRow {
        id,
        nama: operator.nama.clone(),
        peran: operator.peran.clone(),
        wrapped_key: None,
        key: None,
        public_key: None,
        pin_failures: 0,
        revoked_ms: None,
    })
}

fn visit_meta(visit: &SetupVisit) -> VisitMeta {
    VisitMeta {
        kelurahan: visit.kelurahan.clone(),
        kelurahan_nama: visit.kelurahan_nama.clone(),
        tanggal: visit.tanggal.clone(),
        tempat: visit.tempat.clone(),
        jam: visit.jam.clone(),
        kontak_nama: visit.kontak_nama.clone(),
        kontak_hp: visit.kontak_hp.clone(),
        extract: visit.extract.clone(),
        team: visit.team.clone(),
    }
}

/// The visit of today, else the next one, else the last; of those to which this laptop belongs.
fn first_visit(setup: &Setup, now: Timestamp) -> Option<DocId> {
    let today = now.tanggal().to_string();
    let own = |visit: &&SetupVisit| holds_visit(setup.device, visit.team.as_deref());
    let mut visits: Vec<_> = setup.visits.iter().filter(own).collect();
    visits.sort_by(|a, b| a.tanggal.cmp(&b.tanggal));
    visits.iter().find(|visit| visit.tanggal >= today).or(visits.last()).map(|visit| visit.id)
}

/// Demo operators have their PIN, and the demo kit its blanko, so that the demo begins at the first resident.
fn fill_demo(opened: &mut Opened, now: Timestamp) -> Result<(), Problem> {
    for row in opened.store.operators().list().map_err(stored)? {
        session::set_pin(opened, &row, DEMO_PIN, now)?;
    }
    let first = BlankoSerial::parse(DEMO_BLANKO).map_err(|error| internal("blanko", &error))?;
    let last = stock::last_of(&first, DEMO_BLANKO_PIECES).ok_or_else(|| crate::problem::bad("count"))?;
    stock::take_in(opened, None, &first, &last, DEMO_BLANKO_PIECES, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_archive(written: &str, expect: &[&str]) {
        let json = format!(r#"{{"name":"Dinas","url":"https://k","server":"{}","server_key":"",{written}}}"#, "0".repeat(32));
        assert_eq!(serde_json::from_str::<Office>(&json).unwrap().archive_recipients, expect, "{written}");
    }

    /// A kit that forgot the archive's key would seal recordings that nobody can open later.
    #[test]
    fn the_archive_key_that_the_first_version_wrote_is_read() {
        check_archive(r#""archive_recipient":"age1lama""#, &["age1lama"]);
        check_archive(r#""archive_recipient":null"#, &[]);
        check_archive(r#""archive_recipients":["age1a","age1b"]"#, &["age1a", "age1b"]);
    }
}
