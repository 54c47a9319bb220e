//! A kit: the real session over the model's storage. Carries out its effects as the app does, each in a transaction of its own.

use std::convert::Infallible;

use ktpel_domain::{ids::Hash, time::Timestamp};
use ktpel_sync::{
    Chain, ChainTip, Effect, Entry, Limits, Session,
    courier::{Courier, LineQuality, Load, Parcel, Piece},
    decode_batch, encode_batch,
    exchange::Standing,
    receive::{Admitted, admit},
    session::{Halt, OfficeChange, Peer, SessionState},
};

use sha2::{Digest, Sha256};

use crate::{
    people::{OFFICE, Person},
    source::Source,
    store::{Fail, Store, Sync, Write},
    weather::Weather,
};

/// When a kit believes that the office has what it sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belief {
    /// When the office has said so.
    OnReceipt,
    /// When it was sent: the planted fault.
    OnSend,
}

/// What a session said that must not happen in a run without restored disks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// The office lost something.
    RolledBack,
    /// The office shows another history.
    Changed(OfficeChange),
    /// The session stopped.
    Halted(Halt),
    /// The own log was not the office's, although nobody put this kit back.
    PutBack,
}

/// What goes over the line.
#[derive(Debug, Clone)]
pub enum Sent {
    /// A request.
    Exchange(Vec<u8>),
    /// A piece of a file.
    Piece(Piece, Vec<u8>),
}

impl Sent {
    /// Bytes of its body.
    pub fn len(&self) -> usize {
        match self {
            Self::Exchange(bytes) | Self::Piece(_, bytes) => bytes.len(),
        }
    }
}

/// What comes back.
#[derive(Debug, Clone)]
pub enum Answered {
    /// To a request.
    Exchange(Vec<u8>),
    /// To a piece.
    Piece(Standing),
}

/// One laptop.
#[derive(Debug)]
pub struct Kit {
    /// Its keys.
    pub person: Person,
    /// What it keeps.
    pub store: Store,
    /// Number of the program's start.
    pub start: u16,
    /// Its clock is wrong by so much.
    pub clock_ms: i64,
    /// When it believes.
    pub belief: Belief,
    /// What must not happen.
    pub alarms: Vec<Alarm>,
    /// It was put back from a copy and has not found its own log again.
    pub from_copy: bool,
    courier: Option<Courier>,
    line: LineQuality,
}

impl Kit {
    /// A kit with nothing.
    pub fn new(node: usize) -> Self {
        Self {
            person: Person::at(node),
            store: Store::default(),
            start: 0,
            clock_ms: 0,
            belief: Belief::OnReceipt,
            alarms: Vec::new(),
            from_copy: false,
            courier: None,
            line: LineQuality::default(),
        }
    }

    /// Last own entry that it takes to be safe at the office.
    pub fn believes(&self) -> u64 {
        self.store.rows.state.acked_seq
    }

    /// Its clock.
    pub fn now(&self, weather: &Weather) -> Timestamp {
        Timestamp(weather.now().0 + self.clock_ms)
    }

    /// The power went: what was not durable is gone, the program starts anew with an actor of its own.
    pub fn restart(&mut self) {
        self.courier = None;
        self.store.restart();
        self.start += 1;
    }

    /// Its disk broke, and what a copy of it holds takes its place.
    pub fn put_back(&mut self, copy: Store) {
        self.store = copy;
        self.from_copy = true;
        self.restart();
    }

    /// What goes over the line next, if anything.
    pub fn parcel(&mut self, weather: &mut Weather) -> Result<Option<Sent>, Fail> {
        let state = self.store.rows.state.clone();
        let peer = Peer { own_device: self.person.device(), office_key: Person::at(OFFICE).device_public() };
        let source = Source { person: &self.person, rows: &self.store.rows, now_ms: self.now(weather).0 };
        let line = self.line;
        let courier = self.courier.get_or_insert_with(|| Courier::new(Session::new(state, peer), Load::Everything, line));
        let parcel = courier.next(&source).expect("the own log can be packed");
        let sent = self.store.rows.tip(self.person.device()).seq;
        if self.belief == Belief::OnSend && matches!(parcel, Some(Parcel::Exchange(_))) && sent > self.believes() {
            self.store.commit(vec![Write::Acked(sent)], Vec::new(), Sync::Now, weather)?;
        }
        Ok(parcel.map(|parcel| match parcel {
            Parcel::Exchange(bytes) => Sent::Exchange(bytes),
            Parcel::Piece(piece) => Sent::Piece(piece, self.bytes_of(piece)),
        }))
    }

    fn bytes_of(&self, piece: Piece) -> Vec<u8> {
        let bytes = self.store.rows.files.get(&piece.hash).map(|file| file.bytes.as_slice()).unwrap_or_default();
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        bytes.get(place(piece.offset)..place(piece.offset + piece.len)).unwrap_or_default().to_vec()
    }

    /// Begins a new run, as time passes or a person asks.
    pub fn begin_anew(&mut self) {
        if let Some(courier) = self.courier.take() {
            self.line = courier.line();
        }
    }

    /// What was on the way or its answer was lost; gives how long to wait.
    pub fn lost(&mut self, weather: &mut Weather) -> u64 {
        let random = weather.dice.next();
        self.courier.as_mut().map_or(1000, |courier| courier.failed(random))
    }

    /// Takes an answer and carries out what it says. Whatever fails ends the run; the next one starts from the disk.
    pub fn answer(&mut self, answer: &Answered, weather: &mut Weather) -> Result<(), Fail> {
        let now = self.now(weather).0;
        let Some(courier) = &mut self.courier else { return Ok(()) };
        let done = match answer {
            Answered::Exchange(bytes) => {
                let source = Source { person: &self.person, rows: &self.store.rows, now_ms: now };
                let Ok(effects) = courier.exchanged(bytes, &source) else {
                    courier.failed(weather.dice.next());
                    return Ok(());
                };
                let done = effects.into_iter().try_for_each(|effect| self.carry_out(effect, weather));
                if let (Ok(()), Some(courier)) = (done, &mut self.courier) {
                    courier.settled();
                }
                done
            }
            Answered::Piece(standing) => {
                let Ok(file) = courier.piece_taken(*standing, now) else { return Ok(()) };
                self.write(vec![Write::Sent(file.hash, file.sent)], weather)
            }
        };
        if done.is_err() {
            self.begin_anew();
        }
        done
    }

    fn carry_out(&mut self, effect: Effect, weather: &mut Weather) -> Result<(), Fail> {
        match effect {
            Effect::StoreReceipt { acked_seq, .. } => self.write(vec![Write::Acked(acked_seq)], weather),
            Effect::ApplyEntries { entries, state, .. } => self.receive(&entries, Some(state), weather),
            Effect::SaveState(state) => self.write(vec![Write::State(state)], weather),
            Effect::Keep { checkpoint, .. } => {
                self.write(checkpoint.map(|checkpoint| Write::Checkpoint(checkpoint.mark())).into_iter().collect(), weather)
            }
            Effect::OfficeChanged(change) => self.alarm(Alarm::Changed(change)),
            Effect::OfficeRolledBack { .. } => self.alarm(Alarm::RolledBack),
            Effect::Halt(halt) => self.alarm(Alarm::Halted(halt)),
            Effect::OwnEntries { .. } | Effect::PutBack { .. } if !self.from_copy => self.alarm(Alarm::PutBack),
            Effect::OwnEntries { entries, state, .. } => self.take_back(&entries, state, weather),
            Effect::PutBack { .. } => {
                self.from_copy = false;
                Ok(())
            }
            Effect::Attachment(standing) if standing.complete => self.write(vec![Write::Confirmed(standing.hash)], weather),
            Effect::Attachment(standing) => self.write(vec![Write::Sent(standing.hash, standing.offset)], weather),
            Effect::Refused(_) | Effect::OfficeHolds(_) | Effect::UpToDate => Ok(()),
        }
    }

    fn alarm(&mut self, alarm: Alarm) -> Result<(), Fail> {
        self.alarms.push(alarm);
        Ok(())
    }

    fn write(&mut self, writes: Vec<Write>, weather: &mut Weather) -> Result<(), Fail> {
        self.store.commit(writes, Vec::new(), Sync::Now, weather)
    }

    /// Stores what others did, with the state that belongs to it.
    fn receive(&mut self, entries: &[Entry], state: Option<SessionState>, weather: &mut Weather) -> Result<(), Fail> {
        let mut received = self.store.rows.receive(entries, self.now(weather));
        received.writes.extend(state.map(Write::State));
        self.store.commit(received.writes, received.grown, Sync::Now, weather)
    }

    /// Takes its own log as the office has it, and writes behind it what stood in its place.
    fn take_back(&mut self, entries: &[Entry], state: SessionState, weather: &mut Weather) -> Result<(), Fail> {
        let device = self.person.device();
        let rows = &self.store.rows;
        let fresh: Vec<Entry> =
            entries.iter().skip_while(|entry| rows.hash_at(device, entry.header.seq) == Some(entry.header.hash())).cloned().collect();
        let Some((from, end)) = fresh.first().zip(entries.last()) else { return self.write(vec![Write::State(state)], weather) };
        let mut chain = Chain::resume(device, ChainTip { seq: end.header.seq, hash: end.header.hash() });
        let anew = rows.after(device, from.header.seq - 1).map(|Entry { header, payload }| {
            let payload = payload.clone().expect("own entries are whole");
            chain.append(header.kind, header.doc, payload, header.operator, header.at).expect("own payloads have a hash")
        });
        let anew: Vec<Write> = anew.map(Write::Entry).collect();
        let received = rows.receive(&fresh, self.now(weather));
        let mut writes = vec![Write::Anew(device, from.header.seq)];
        writes.extend(received.writes.into_iter().chain(anew).chain([Write::State(state)]));
        self.store.commit(writes, received.grown, Sync::Now, weather)
    }

    /// Takes a picture; it is not lost before the office has it.
    pub fn picture(&mut self, bytes: Vec<u8>, weather: &mut Weather) -> Result<(), Fail> {
        self.write(vec![Write::File(Hash(Sha256::digest(&bytes).into()), bytes)], weather)
    }

    /// A batch of its own entries after a position, for the LAN or the stick.
    pub fn batch_after(&self, seq: u64) -> Option<Vec<u8>> {
        let entries: Vec<Entry> = self.store.rows.after(self.person.device(), seq).cloned().collect();
        let sign = |message: &[u8]| self.person.sign(message);
        (!entries.is_empty()).then(|| encode_batch(&entries, self.person.device(), sign).expect("own entries can be packed"))
    }

    /// Takes a batch that another kit passed on over the LAN.
    pub fn take_passed(&mut self, bytes: &[u8], author: &Person, weather: &mut Weather) -> Result<(), Fail> {
        let batch = decode_batch(bytes, |_| Some(author.device_public()), &Limits::default()).expect("the LAN damages nothing");
        let rows = &self.store.rows;
        let Ok(admitted) = admit(author.device(), rows.tip(author.device()), &batch.entries, |seq| {
            Ok::<_, Infallible>(rows.hash_at(author.device(), seq))
        });
        let Ok(Admitted { fresh, .. }) = admitted else { return Ok(()) };
        let fresh = fresh.to_vec();
        self.receive(&fresh, None, weather)
    }

    /// The office's receipt for what a stick carried.
    pub fn take_receipt(&mut self, held: ChainTip, weather: &mut Weather) -> Result<(), Fail> {
        let own = self.store.rows.hash_at(self.person.device(), held.seq);
        if held.seq <= self.believes() || own != Some(held.hash) {
            return Ok(());
        }
        self.courier = None;
        self.write(vec![Write::Acked(held.seq)], weather)
    }
}
