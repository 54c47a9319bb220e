//! A made-up day with a line to the real server: the session of the kit, the bytes of its HTTP, nothing else of it.

use std::{
    io::{Read, Write},
    sync::Arc,
};

use ed25519_dalek::Signer;
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash},
    time::{Clock, Timestamp},
};
use ktpel_sync::{
    ChainTip, Effect, Entry, LogSource, Session,
    exchange::Offer,
    session::{Peer, SessionState, SourceError},
};
use ktpel_testkit::day::Day;
use ktpel_tests::{
    Office,
    tls::{self, OfficeLine, Secrets},
};
use ktpel_vault::DeviceIdentity;
use sync_server::{
    clock::SystemClock,
    storage::{DeviceRow, StorageError, VisitRow},
};

/// First challenge of every kit here.
const CHALLENGE: [u8; 16] = [7; 16];

/// The office with its server running.
pub struct Yard {
    office: Office,
    /// Address for browsers and new kits.
    pub url: String,
    ca: Vec<u8>,
    office_key: [u8; 32],
    generation: [u8; 16],
    certificates: Vec<(DeviceId, Vec<u8>, Timestamp)>,
}

impl Yard {
    /// An empty office that knows the kits of these days.
    pub fn open(days: &[Day]) -> Self {
        Self::around(Office::init(), days)
    }

    /// The same where the visit of each day has its laptop alone in its team.
    pub fn apart(days: &[Day]) -> Self {
        let office = Office::init();
        let inside = sync_server::Office::open(office.path(), None, Arc::new(SystemClock::default())).unwrap();
        days.iter().for_each(|day| inside.plan_visit(&visit(day.visit(), "2026-11-23", Some(vec![day.device()])), None).unwrap());
        drop(inside);
        Self::around(office, days)
    }

    /// The same around an office that does not run yet.
    pub fn around(mut office: Office, days: &[Day]) -> Self {
        let inside = sync_server::Office::open(office.path(), None, Arc::new(SystemClock::default())).unwrap();
        let now = SystemClock::default().now();
        let generation = inside.storage.write(|tables| {
            days.iter().try_for_each(|day| tables.devices().put(&row(day, now)))?;
            Ok::<_, StorageError>(tables.office().find()?.unwrap().generation)
        });
        let certificate = |day: &Day| (day.device(), inside.ca.issue_device(&public(day), now).unwrap(), now);
        let (ca, office_key) = (inside.ca.certificate().to_vec(), inside.identity.public());
        let certificates = days.iter().map(certificate).collect();
        drop(inside);
        Self { ca, office_key, generation: generation.unwrap(), certificates, url: office.start(), office }
    }

    /// The office.
    pub const fn office(&self) -> &Office {
        &self.office
    }

    fn line(&self, day: &Day) -> OfficeLine {
        let (_, certificate, issued) = self.certificates.iter().find(|(id, _, _)| *id == day.device()).unwrap();
        let device = DeviceIdentity::from_secret(&day.device_key.to_bytes());
        let secrets = Secrets { device, ca: self.ca.clone(), certificate: certificate.clone(), issued: *issued };
        tls::connect(&secrets.client(), &self.office.kits_address()).unwrap()
    }
}

fn public(day: &Day) -> [u8; 32] {
    day.device_key.verifying_key().to_bytes()
}

/// A visit to Kolo.
pub fn visit(id: DocId, tanggal: &str, team: Option<Vec<DeviceId>>) -> VisitRow {
    VisitRow {
        id,
        kelurahan: "52.72.03.1004".to_owned(),
        kelurahan_nama: "Kolo".to_owned(),
        tanggal: tanggal.to_owned(),
        tempat: "Aula Kantor Kelurahan Kolo".to_owned(),
        extract: None,
        jam: "08.00–15.00".to_owned(),
        kontak_nama: "Lurah".to_owned(),
        kontak_hp: "0812-0000-0000".to_owned(),
        team,
    }
}

fn row(day: &Day, enrolled: Timestamp) -> DeviceRow {
    DeviceRow::of_kit(public(day), "Laptop".to_owned(), enrolled, CHALLENGE)
}

/// Bytes of one request and its answer.
pub struct Exchange {
    pub up: usize,
    pub down: usize,
}

/// The kit of a day.
pub struct Kit {
    pub day: Day,
    state: SessionState,
    peer: Peer,
}

impl Kit {
    pub fn of(day: Day, yard: &Yard) -> Self {
        let state = SessionState { generation: Some(yard.generation), challenge: CHALLENGE, ..SessionState::default() };
        let peer = Peer { own_device: day.device(), office_key: yard.office_key };
        Self { day, state, peer }
    }

    /// Exchanges until there is nothing more to send or read.
    pub fn sync(&mut self, yard: &mut Yard) -> Vec<Exchange> {
        self.sync_watched(yard, || {})
    }

    /// The same, with a look at the server after each exchange.
    pub fn sync_watched(&mut self, yard: &mut Yard, mut look: impl FnMut()) -> Vec<Exchange> {
        let mut line = yard.line(&self.day);
        let mut session = Session::new(self.state.clone(), self.peer);
        let mut exchanges = Vec::new();
        while let Some(request) = session.next_request(&Log(&self.day)).unwrap() {
            let (answer, exchange) = post(&mut line, &yard.office.kits_address(), &request);
            for effect in session.on_response(&answer, &Log(&self.day)).unwrap() {
                match effect {
                    Effect::Refused(refusals) => assert!(refusals.is_empty(), "an honest day is taken whole: {:?}", refusals.first()),
                    Effect::Halt(halt) => panic!("{halt:?}"),
                    _ => {}
                }
            }
            exchanges.push(exchange);
            look();
        }
        self.state = session.state().clone();
        assert_eq!(self.state.acked_seq, self.day.log.len() as u64, "all of it is receipted");
        exchanges
    }
}

/// One request as the kit's client writes it, and the answer.
fn post(line: &mut OfficeLine, host: &str, body: &[u8]) -> (Vec<u8>, Exchange) {
    let head = format!("POST /sync/v1/exchange HTTP/1.1\r\naccept: */*\r\nhost: {host}\r\ncontent-length: {}\r\n\r\n", body.len());
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(body).unwrap();
    line.flush().unwrap();
    let (mut bytes, mut buffer) = (Vec::new(), vec![0; 64 << 10]);
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let said = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            assert!(said.starts_with("http/1.1 200"), "{said}");
            let length: usize = said.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap();
            if bytes.len() == end + 4 + length {
                return (bytes[end + 4..].to_vec(), Exchange { up: head.len() + body.len(), down: bytes.len() });
            }
        }
        let count = line.read(&mut buffer).unwrap();
        assert!(count > 0, "the server hung up");
        bytes.extend_from_slice(&buffer[..count]);
    }
}

/// The log of a day, as a session reads it.
struct Log<'a>(&'a Day);

impl LogSource for Log<'_> {
    fn tip(&self) -> Result<ChainTip, SourceError> {
        Ok(self.0.chain().tip())
    }

    fn entries_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        let mut sum = 0;
        let fits = |entry: &&Entry| {
            let before = sum;
            sum += entry.payload.as_ref().map_or(0, Vec::len);
            before < max_bytes
        };
        Ok(self.0.log.iter().skip(seq as usize).take_while(fits).cloned().collect())
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, SourceError> {
        Ok(self.0.log.get(seq as usize - 1).map(|entry| entry.header.hash()))
    }

    fn offers(&self, _: usize) -> Result<Vec<Offer>, SourceError> {
        Ok(Vec::new())
    }

    fn attachments_waiting(&self) -> Result<u64, SourceError> {
        Ok(0)
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn now_ms(&self) -> i64 {
        SystemClock::default().now().0
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.device_key.sign(message).to_bytes()
    }
}
