//! What comes into scope late, and what jumps ahead: the real session against the real answers of the office, over a log in memory.

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash},
    time::Timestamp,
};
use ktpel_sync::{
    BatchError, ChainTip, Checkpoint, Effect, Entry, EntryKind, Limits, Session, TipProof,
    envelope::{self, Direction},
    exchange::{Refusal, Request, Standing},
    journal::JournalTip,
    office::{self, OfficeLog, Page, Place},
    session::{Peer, SessionState},
    signature,
};

use crate::peer::{self, Kit};

/// An office that has this for one kit: each entry with the position at which it came into scope, and its own.
struct Desk {
    key: SigningKey,
    feed: Vec<(u64, u64, Entry)>,
    /// What of it is urgent, by its own position.
    urgent: Vec<u64>,
    challenge: u8,
}

impl Desk {
    fn new(feed: Vec<(u64, u64, Entry)>) -> Self {
        Self { key: peer::key(100), feed, urgent: Vec::new(), challenge: 0 }
    }

    fn peer(&self, kit: &Kit) -> Peer {
        kit.peer(self.key.verifying_key().to_bytes())
    }

    fn answer(&mut self, kit: &Kit, bytes: &[u8]) -> (Request, Vec<u8>) {
        let limits = Limits::default();
        let opened = envelope::open(Direction::Request, bytes, |_| Some(kit.public()), &limits).unwrap();
        let request = Request::from_body(opened.body, &limits).unwrap();
        self.challenge += 1;
        let mut response = office::blank([1; 16], [self.challenge; 16], 0);
        office::fill(self, kit.device, &request, &[], &mut response).unwrap();
        let direction = Direction::Response(opened.hash);
        let bytes = envelope::seal(direction, self.own_device(), &response.to_body(), |message| OfficeLog::sign(self, message)).0;
        (request, bytes)
    }
}

impl OfficeLog for Desk {
    type Error = BatchError;

    fn own_device(&self) -> DeviceId {
        signature::device_id(&self.key.verifying_key().to_bytes())
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    fn position(&self) -> Result<u64, BatchError> {
        Ok(self.feed.iter().map(|(since, _, _)| *since).max().unwrap_or(0))
    }

    fn tip(&self, _: DeviceId) -> Result<ChainTip, BatchError> {
        Ok(ChainTip::EMPTY)
    }

    fn page_for(&self, _: DeviceId, place: Place, max_rows: usize, max_bytes: usize) -> Result<Page, BatchError> {
        let mut page = Page { entries: Vec::new(), place, more: false, tips: Vec::new() };
        let mut bytes = 0;
        for (since, own, entry) in self.feed.iter().filter(|(since, own, _)| Place::after(*since, *own) > place) {
            if page.entries.len() == max_rows || bytes >= max_bytes {
                page.more = true;
                return Ok(page);
            }
            bytes += entry.payload.as_ref().map_or(0, Vec::len);
            page.place = Place::after(*since, *own);
            page.entries.push(entry.clone());
        }
        page.place = Place::at(self.position()?);
        Ok(page)
    }

    fn urgent_for(&self, _: DeviceId, _: u64, ahead: u64, max_rows: usize, _: usize) -> Result<Page, BatchError> {
        let found = self.feed.iter().filter(|(_, own, _)| *own > ahead && self.urgent.contains(own));
        let entries = found.map(|(_, _, entry)| entry.clone()).take(max_rows).collect();
        Ok(Page { entries, place: Place::at(self.position()?), more: false, tips: Vec::new() })
    }

    fn journal_hash(&self, _: u64) -> Result<Option<Hash>, BatchError> {
        Ok(None)
    }

    fn checkpoint(&self) -> Result<Checkpoint, BatchError> {
        let tip = JournalTip { position: self.position()?, hash: Hash([5; 32]) };
        Ok(Checkpoint::sign(self.own_device(), [1; 16], tip, Timestamp(0), |message| OfficeLog::sign(self, message)))
    }

    fn refusals(&self, _: DeviceId) -> Result<Vec<Refusal>, BatchError> {
        Ok(Vec::new())
    }

    fn own_after(&self, _: DeviceId, _: u64, _: usize) -> Result<(Vec<Entry>, Vec<TipProof>), BatchError> {
        Ok((Vec::new(), Vec::new()))
    }

    fn standing(&self, _: Hash) -> Result<Option<Standing>, BatchError> {
        Ok(None)
    }
}

/// What one exchange brought: entries with the place stored with them.
type Brought = Vec<(Vec<Entry>, SessionState)>;

/// Runs to the end, or for so many exchanges; every session begins from the stored state, as after a restart, unless `one` keeps it.
fn run(desk: &mut Desk, kit: &Kit, state: &mut SessionState, most: usize, lives: Lives) -> (Vec<Brought>, Vec<Request>) {
    let (mut all, mut requests) = (Vec::new(), Vec::new());
    let mut session = Session::new(state.clone(), desk.peer(kit));
    while all.len() < most {
        if lives == Lives::Many {
            session = Session::new(state.clone(), desk.peer(kit));
        }
        let asked = session.next_request(kit).unwrap();
        let Some(bytes) = asked else { break };
        let (request, answer) = desk.answer(kit, &bytes);
        requests.push(request);
        let mut brought = Vec::new();
        let mut ended = false;
        for effect in session.on_response(&answer, kit).unwrap() {
            match effect {
                Effect::ApplyEntries { entries, state: stored, .. } => {
                    *state = stored.clone();
                    brought.push((entries, stored));
                }
                Effect::SaveState(stored) => *state = stored,
                Effect::UpToDate => ended = true,
                _ => {}
            }
        }
        all.push(brought);
        if ended {
            break;
        }
    }
    (all, requests)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lives {
    One,
    Many,
}

/// What a team-mate did to many cases.
fn others() -> Vec<Entry> {
    let mut mate = Kit::new(2);
    for n in 0..3000 {
        let doc = DocId([(n / 3 % 250) as u8; 16]);
        mate.write(EntryKind::Change, doc, peer::change(doc, n));
    }
    mate.log
}

#[test]
fn a_bunch_that_came_into_scope_late_goes_on_inside_after_a_restart() {
    let kit = Kit::new(1);
    let bunch = others();
    let since = bunch.len() as u64 + 5;
    let feed: Vec<_> = bunch.iter().enumerate().map(|(n, entry)| (since, n as u64 + 1, entry.clone())).collect();
    let mut desk = Desk::new(feed);
    let mut state = SessionState { generation: Some([1; 16]), cursor: since - 2, ..SessionState::default() };
    let (all, requests) = run(&mut desk, &kit, &mut state, 100, Lives::Many);
    let got: Vec<Entry> = all.into_iter().flatten().flat_map(|(entries, _)| entries).collect();
    assert_eq!(got, bunch, "each entry once, in order");
    assert!(requests.len() > 2, "it takes several answers");
    assert_eq!(requests[0].within, None);
    assert!(requests[1..].iter().all(|request| request.within.is_some() && request.cursor == since - 1), "reading goes on inside");
    assert_eq!((state.cursor, state.within), (since, None), "in the end the position is read whole");
}

#[test]
fn what_unblocks_somebody_comes_with_the_first_answer() {
    let kit = Kit::new(1);
    let mut feed: Vec<_> = others().into_iter().zip(1..).map(|(entry, at)| (at, at, entry)).collect();
    let mut office = Kit::new(100);
    let doc = DocId([0xee; 16]);
    office.write(EntryKind::Change, doc, peer::change(doc, 1));
    let (fact, at) = (office.log[0].clone(), feed.len() as u64 + 1);
    feed.push((at, at, fact.clone()));
    let mut desk = Desk::new(feed);
    desk.urgent = vec![at];
    let mut state = SessionState { generation: Some([1; 16]), ..SessionState::default() };
    let (all, requests) = run(&mut desk, &kit, &mut state, 100, Lives::One);
    assert!(all.len() > 1, "the work of others waits behind it: {} answers", all.len());
    let (first, stored) = &all[0][0];
    assert_eq!(first, std::slice::from_ref(&fact), "before the page that it stands behind");
    assert_eq!(stored.cursor, 0, "no cursor moves by it: it comes again in its place");
    let all: Vec<&Entry> = all.iter().flatten().flat_map(|(entries, _)| entries).collect();
    assert_eq!(all.iter().filter(|entry| ***entry == fact).count(), 2, "once ahead and once in its place, not with every page");
    assert_eq!(all.len(), 3002);
    assert_eq!(requests[0].ahead, None);
    assert!(requests[1..].iter().all(|request| request.ahead == Some(at)), "the office is told how far it was served");
}
