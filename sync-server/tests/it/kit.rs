//! A kit as the app builds it, in memory: documents, own log, device key, one operator who has unlocked.

pub mod others;

use std::collections::{BTreeMap, HashMap};

use ktpel_case::{
    CaseDoc, CaseView, Command, DocKind, Operator, Refusal, Roster, Rules, Session as CaseSession, SessionRecord, prepare, project,
};
use ktpel_domain::{
    ids::{ActorId, DeviceId, DocId, Hash},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_pki::Ceremony;
use ktpel_sop::{
    catalogue,
    situation::{Channel, Policy},
};
use ktpel_sync::{
    Chain, ChainTip, Effect, Entry, EntryKind, LogSource, Session,
    enrolment::{EnrolAnswer, EnrolPending, EnrolRequest, PATH},
    entry::NO_DOC,
    exchange::{Offer, Refusal as SyncRefusal, Standing},
    invitation::letters,
    payload::{DeviceKey, OperatorKey as KeyRecord, Record, SessionRecord as SessionPayload, session_message},
    session::{Could, Halt, OfficeChange, Peer, SessionState, SourceError},
    setup::Setup,
    signature, signed_request,
    team::Have,
};
use ktpel_testkit::day::Day;
use ktpel_vault::{DeviceIdentity, OperatorKey};
use sync_server::office::confirm::Confirmation;

use crate::office::{MORNING, Server, VISIT, install_crypto};

pub struct Kit {
    pub name: String,
    pub identity: DeviceIdentity,
    pub key: OperatorKey,
    pub actor: ActorId,
    pub chain: Chain,
    pub log: Vec<Entry>,
    pub docs: HashMap<DocId, CaseDoc>,
    pub roster: Roster,
    pub setup: Option<Setup>,
    pub state: SessionState,
    pub offers: Vec<Offer>,
    pub standing: Vec<Standing>,
    pub refusals: Vec<SyncRefusal>,
    pub halted: Option<Halt>,
    pub received: usize,
    /// Entries of which the office passes on the header only.
    pub headers: usize,
    pub changes: Vec<OfficeChange>,
    /// Logs of others.
    pub others: others::Others,
    /// Requests of all syncs so far.
    pub requests: usize,
    /// Last own position after each time that the own log came back.
    pub put_back: Vec<u64>,
    pub http: reqwest::Client,
    pub url: String,
    names: HashMap<DeviceId, String>,
    now: i64,
}

/// A kit that asked with a code, and what the office answered.
pub struct Asked {
    pub code: String,
    pub pending: EnrolPending,
}

/// HTTP as the kit that was set up, believing its office only.
pub fn with_certificate(identity: &DeviceIdentity, setup: &Setup) -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls(identity, setup)).build().unwrap()
}

/// TLS as the kit that was set up.
pub fn tls(identity: &DeviceIdentity, setup: &Setup) -> rustls::ClientConfig {
    let bytes = |hex: &str| data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
    let (ca, certificate) = (bytes(&setup.ca), bytes(&setup.certificate.der));
    let credential = ktpel_pki::Credential { ca: &ca, certificate: &certificate, issued: Timestamp(setup.certificate.issued_ms) };
    ktpel_pki::kit_client(&credential, identity).unwrap()
}

impl Kit {
    /// A kit that knows no office yet.
    pub fn new(n: u8) -> Self {
        install_crypto();
        let identity = DeviceIdentity::from_secret(&[n; 32]);
        let key = OperatorKey::from_secret(&[n + 100; 32]);
        let chain = Chain::start(identity.id());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            name: format!("Laptop {n}"),
            actor: ActorId([n; 16]),
            identity,
            key,
            chain,
            log: Vec::new(),
            docs: HashMap::new(),
            roster: Roster::default(),
            setup: None,
            state: SessionState::default(),
            offers: Vec::new(),
            standing: Vec::new(),
            refusals: Vec::new(),
            halted: None,
            received: 0,
            headers: 0,
            changes: Vec::new(),
            others: others::Others::default(),
            requests: 0,
            put_back: Vec::new(),
            http,
            url: String::new(),
            names: HashMap::new(),
            now: MORNING + i64::from(n),
        }
    }

    /// A kit that the office has taken in and whose operator has unlocked.
    pub async fn enrolled(n: u8, server: &Server) -> Self {
        let mut kit = Self::new(n);
        kit.come_in(server).await;
        kit.unlock();
        kit
    }

    /// The kit of a made-up day, taken in by the office, with all that the day has brought so far.
    pub async fn of_day(day: &Day, server: &Server) -> Self {
        let mut kit = Self::new(9);
        kit.identity = DeviceIdentity::from_secret(&day.device_key.to_bytes());
        kit.come_in(server).await;
        kit.go_on_with(day);
        kit
    }

    /// The day went on.
    pub fn go_on_with(&mut self, day: &Day) {
        self.chain = day.chain().clone();
        self.log.clone_from(&day.log);
        self.docs = day.docs.iter().map(|(id, doc)| (*id, doc.clone())).collect();
        self.roster.clone_from(&day.roster);
    }

    /// The whole ceremony.
    async fn come_in(&mut self, server: &Server) {
        let pending = self.ask(&server.url, &server.code()).await.expect("an open code is heard");
        server.decide(&self.words(&pending), Confirmation::Approve).expect("another person lets the kit in");
        assert!(matches!(self.look(&server.url, &pending).await, Some(EnrolAnswer::Approved { .. })));
    }

    /// Asks to be taken in; an answer that is no success is given as its status and its reason.
    pub async fn ask(&mut self, url: &str, code: &str) -> Result<Asked, (u16, String)> {
        let public_key = data_encoding::HEXLOWER.encode(&self.identity.public());
        let request = EnrolRequest { code: code.to_owned(), public_key, name: self.name.clone() };
        let body = serde_json::to_vec(&request).unwrap();
        let response = self.http.post(format!("{url}{PATH}")).body(body).send().await.unwrap();
        let (status, bytes) = (response.status().as_u16(), response.bytes().await.unwrap());
        if status == 200 {
            return Ok(Asked { code: letters(code), pending: serde_json::from_slice(&bytes).unwrap() });
        }
        let body: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        Err((status, body["params"]["what"].as_str().unwrap_or_default().to_owned()))
    }

    /// The six words as this kit shows them.
    pub fn words(&self, asked: &Asked) -> String {
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        let Asked { code, pending } = asked;
        let (nonce, server_key) = (hex(&pending.nonce).try_into().unwrap(), hex(&pending.server.public_key).try_into().unwrap());
        let (ca, device_key) = (hex(&pending.ca), self.identity.public());
        Ceremony { code, nonce: &nonce, ca: &ca, server_key: &server_key, device_key: &device_key, name: &self.name }.words()
    }

    /// Looks how the enrolment stands, and takes the set-up if there is one; none where the office does not answer this kit.
    pub async fn look(&mut self, url: &str, asked: &Asked) -> Option<EnrolAnswer> {
        let target = format!("{PATH}/{}", asked.pending.nonce);
        let signed = self.identity.sign(&signed_request::message("GET", &target, &[]));
        let request = self.http.get(format!("{url}{target}")).header(signed_request::SIGNATURE_HEADER, signed_request::header(&signed));
        let response = request.send().await.unwrap();
        if response.status() != 200 {
            return None;
        }
        let answer: EnrolAnswer = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        if let EnrolAnswer::Approved { setup, .. } = &answer {
            self.take(serde_json::from_str(setup).unwrap());
        }
        Some(answer)
    }

    fn take(&mut self, setup: Setup) {
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        self.state.generation = Some(hex(&setup.generation).try_into().unwrap());
        self.state.challenge = hex(&setup.challenge).try_into().unwrap();
        self.url.clone_from(&setup.kits_url);
        self.http = with_certificate(&self.identity, &setup);
        self.setup = Some(setup);
    }

    /// Announces the operator and opens a session, as unlocking does.
    pub fn unlock(&mut self) {
        let record = KeyRecord {
            public_key: self.key.public(),
            nama: "Siti Rahmawati".into(),
            peran: "operator".into(),
            office: false,
            operator: self.listed_operator(),
        };
        self.append(EntryKind::OperatorKey, NO_DOC, record.to_payload());
        let (device, operator, started) = (self.identity.id(), self.key.id(), Timestamp(self.now));
        let signed = self.key.sign(&session_message(self.actor, device, operator, started));
        let record = SessionPayload::new(self.actor, device, operator, started, signed);
        self.append(EntryKind::SessionOpened, NO_DOC, record.to_payload());
        let person = Operator { public_key: self.key.public(), nama: "Siti Rahmawati".into(), office: false };
        self.roster.operators.insert(operator, person);
        self.roster.sessions.insert(self.actor, SessionRecord { operator, device: self.name.clone() });
    }

    /// The first person of the list that the office gave.
    fn listed_operator(&self) -> Option<[u8; 16]> {
        let operator = self.setup.as_ref()?.operators.first()?;
        data_encoding::HEXLOWER.decode(operator.id.as_bytes()).unwrap().try_into().ok()
    }

    pub fn append(&mut self, kind: EntryKind, doc: DocId, payload: Vec<u8>) {
        self.now += 1000;
        let entry = self.chain.append(kind, doc, payload, Some(self.key.id()), Timestamp(self.now)).unwrap();
        self.log.push(entry);
    }

    pub fn attempt(&mut self, doc: DocId, command: Command) -> Result<Hash, Refusal> {
        self.now += 20_011;
        let document = self.docs.entry(doc).or_insert_with(|| CaseDoc::genesis(DocKind::Case, doc));
        let rules = Rules { catalogue: catalogue(), policy: Policy::default(), roster: &self.roster };
        let session = CaseSession { actor: self.actor, operator: self.key.id() };
        let prepared = prepare(document, &rules, &session, command, Timestamp(self.now))?;
        let signatures: Vec<[u8; 64]> = prepared.to_sign().iter().map(|message| self.key.sign(message)).collect();
        let committed = prepared.commit(document, &signatures, &self.key.public())?;
        self.append(EntryKind::Change, doc, committed.bytes);
        Ok(committed.hash)
    }

    #[track_caller]
    pub fn run(&mut self, doc: DocId, command: Command) -> Hash {
        let id = command.id();
        self.attempt(doc, command).unwrap_or_else(|refusal| panic!("{id}: {refusal:?}"))
    }

    /// Opens a case of a resident without a NIK and files the application.
    pub fn apply_for_nik(&mut self, doc: DocId, nama: &str) {
        let fields = BTreeMap::from([("nama_lengkap".to_owned(), nama.to_owned()), ("punya_nik".to_owned(), "tidak".to_owned())]);
        self.run(doc, Command::Open { layanan: Layanan::Baru, channel: Channel::Mobile, visit: Some(VISIT), contact: None, fields });
        self.run(doc, Command::Apply { note: None });
    }

    pub fn open_case(&mut self, doc: DocId, nama: &str) {
        let fields = BTreeMap::from([("nama_lengkap".to_owned(), nama.to_owned())]);
        self.run(doc, Command::Open { layanan: Layanan::Hilang, channel: Channel::Mobile, visit: Some(VISIT), contact: None, fields });
    }

    pub fn set(&mut self, doc: DocId, field: &str, value: &str) {
        let shown = BTreeMap::from([(field.to_owned(), self.view(doc).shown(field))]);
        let values = BTreeMap::from([(field.to_owned(), Some(value.to_owned()))]);
        self.run(doc, Command::SetFields { values, shown });
    }

    pub fn view(&self, doc: DocId) -> CaseView {
        project(&self.docs[&doc], &self.roster)
    }

    pub fn heads(&self, doc: DocId) -> Vec<Hash> {
        self.docs[&doc].heads()
    }

    pub fn peer(&self) -> Peer {
        let setup = self.setup.as_ref().expect("enrolled");
        let office_key = data_encoding::HEXLOWER.decode(setup.server.public_key.as_bytes()).unwrap().try_into().unwrap();
        Peer { own_device: self.identity.id(), office_key }
    }

    /// Exchanges until there is nothing more to send or read.
    pub async fn sync(&mut self) {
        let mut session = Session::new(self.state.clone(), self.peer());
        for _ in 0..500 {
            let Some(request) = session.next_request(self).unwrap() else { return };
            self.requests += 1;
            let (status, answer) = self.post(&request).await;
            assert_eq!(status, 200, "a signed request of an enrolled kit gets a signed answer");
            let effects = session.on_response(&answer, self).unwrap();
            self.carry_out(effects);
        }
        panic!("the session must come to an end");
    }

    pub async fn post(&self, request: &[u8]) -> (u16, Vec<u8>) {
        let response = self.http.post(format!("{}/sync/v1/exchange", self.url)).body(request.to_vec()).send().await.unwrap();
        (response.status().as_u16(), response.bytes().await.unwrap().to_vec())
    }

    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::ApplyEntries { entries, tips, state } => {
                    self.received += entries.len();
                    self.others.receive(&entries, &tips);
                    entries.iter().for_each(|entry| self.apply(entry));
                    self.state = state;
                }
                Effect::SaveState(state) => self.state = state,
                Effect::Refused(refusals) => self.refusals = refusals,
                Effect::Attachment(standing) => self.standing.push(standing),
                Effect::Halt(halt) => self.halted = Some(halt),
                Effect::OfficeChanged(change) => self.changes.push(change),
                Effect::OwnEntries { entries, state, .. } => {
                    self.take_back(&entries);
                    self.state = state;
                }
                Effect::PutBack { acked_seq } => self.put_back.push(acked_seq),
                Effect::OfficeHolds(holds) => holds.iter().for_each(|log| self.others.held(log.device, log.seq)),
                Effect::OfficeRolledBack { .. } => self.others.held.clear(),
                Effect::StoreReceipt { .. } | Effect::Keep { .. } | Effect::UpToDate => {}
            }
        }
    }

    /// What the copy did not have takes its place, what was written since goes behind it.
    fn take_back(&mut self, entries: &[Entry]) {
        let known = entries.iter().take_while(|entry| self.log.contains(entry)).count();
        let Some(first) = entries.get(known) else { return };
        let moved = self.log.split_off(usize::try_from(first.header.seq).unwrap() - 1);
        entries[known..].iter().for_each(|entry| self.apply(entry));
        self.log.extend_from_slice(&entries[known..]);
        let last = &self.log.last().unwrap().header;
        self.chain = Chain::resume(self.identity.id(), ChainTip { seq: last.seq, hash: last.hash() });
        for Entry { header, payload } in moved {
            self.log.push(self.chain.append(header.kind, header.doc, payload.unwrap(), header.operator, header.at).unwrap());
        }
    }

    fn apply(&mut self, entry: &Entry) {
        let Some(payload) = &entry.payload else {
            self.headers += 1;
            return;
        };
        match entry.header.kind {
            EntryKind::Change => {
                let doc = entry.header.doc;
                let kind = if doc == VISIT { DocKind::Visit } else { DocKind::Case };
                self.docs.entry(doc).or_insert_with(|| CaseDoc::genesis(kind, doc)).apply(std::slice::from_ref(payload)).unwrap();
            }
            EntryKind::OperatorKey => {
                let key = KeyRecord::from_payload(payload).unwrap();
                let person = Operator { public_key: key.public_key, nama: key.nama.clone(), office: key.office };
                self.roster.operators.insert(key.key_id(), person);
            }
            EntryKind::SessionOpened => {
                let record = SessionPayload::from_payload(payload).unwrap();
                let device = self.names.get(&record.device).cloned().unwrap_or_default();
                self.roster.sessions.insert(record.actor, SessionRecord { operator: record.operator, device });
            }
            EntryKind::DeviceKey => {
                let key = DeviceKey::from_payload(payload).unwrap();
                self.names.insert(key.device_id(), key.name);
            }
            EntryKind::Visit | EntryKind::Policy | EntryKind::DeviceStatus | EntryKind::Notice => {}
            EntryKind::NikRead | EntryKind::Stock | EntryKind::Other(_) => panic!("stays at the office"),
        }
    }

    /// A plain request signed by the device.
    pub async fn signed(&self, method: reqwest::Method, target: &str, body: Vec<u8>) -> reqwest::Response {
        let signed = self.identity.sign(&signed_request::message(method.as_str(), target, &body));
        self.http
            .request(method, format!("{}{target}", self.url))
            .header(signed_request::DEVICE_HEADER, signature::device_id(&self.identity.public()).to_string())
            .header(signed_request::SIGNATURE_HEADER, signed_request::header(&signed))
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

impl LogSource for Kit {
    fn tip(&self) -> Result<ChainTip, SourceError> {
        Ok(self.chain.tip())
    }

    fn entries_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let mut sum = 0;
        let fits = |entry: &&Entry| {
            let before = sum;
            sum += entry.payload.as_ref().map_or(0, Vec::len);
            before < max_bytes
        };
        Ok(self.log.iter().skip(usize::try_from(seq).unwrap()).take_while(fits).cloned().collect())
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, SourceError> {
        Ok(self.log.get(usize::try_from(seq).unwrap() - 1).map(|entry| entry.header.hash()))
    }

    fn offers(&self, max: usize) -> Result<Vec<Offer>, SourceError> {
        Ok(self.offers.iter().copied().take(max).collect())
    }

    fn attachments_waiting(&self) -> Result<u64, SourceError> {
        Ok(self.offers.len() as u64)
    }

    fn could_bring(&self, what: Could) -> Result<Vec<Have>, SourceError> {
        self.could(what)
    }

    fn bring(&self, wanted: &[Have], max_bytes: usize) -> Result<Option<Vec<u8>>, SourceError> {
        self.carry(wanted, max_bytes)
    }

    fn version(&self) -> String {
        "0.1.0-test".into()
    }

    fn now_ms(&self) -> i64 {
        self.now
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.identity.sign(message)
    }
}
