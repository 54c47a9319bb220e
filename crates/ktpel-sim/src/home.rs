//! A kit brings its work home over a weak line: the real courier, session and batches, in virtual time.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use ktpel_sync::{
    Entry,
    courier::Load,
    progress::{Backlog, Passage, Progress},
};

use crate::{
    kit::{Answered, Kit, Sent},
    line::{Line, LineKind, Tally},
    office::Office,
    people::Person,
    store::{Store, Sync, Write},
    weather::{Power, Trace, Weather},
};

/// Bytes of HTTP around a request and around its answer.
const HTTP_UP: usize = 220;
const HTTP_DOWN: usize = 120;
/// Parcels after which a line that brings nothing is given up.
const PARCELS: usize = 5_000;

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Journey {
    /// Virtual milliseconds until all was confirmed.
    pub ms: u64,
    /// What passed.
    pub tally: Tally,
    /// Entries that the office holds.
    pub entries: u64,
    /// Files that the office holds whole, as the kit was told.
    pub files: usize,
}

/// Carries this log and these files to an empty office. `None` where it does not come to an end.
#[must_use]
pub fn carry_home(device_key: SigningKey, log: &[Entry], files: Vec<Vec<u8>>, kind: LineKind) -> Option<Journey> {
    carry_home_watched(device_key, log, files, kind, |_, _| {})
}

/// The same; after each parcel that arrived, the screen is told the time and how far it is.
#[must_use]
pub fn carry_home_watched(
    device_key: SigningKey,
    log: &[Entry],
    files: Vec<Vec<u8>>,
    kind: LineKind,
    mut told: impl FnMut(u64, Progress),
) -> Option<Journey> {
    let mut passage = Passage::default();
    let mut weather = Weather::new(1, Trace::Dropped);
    weather.power = Power::Steady;
    let mut kit = Kit::new(0);
    kit.person = Person { device_key, ..Person::at(0) };
    write(&mut kit.store, log.iter().cloned().map(Write::Entry).collect(), &mut weather);
    for file in files {
        kit.picture(file, &mut weather).ok()?;
    }
    let mut office = Office::new(std::slice::from_ref(&kit.person));
    let mut line = Line::new(kind, 1);
    passage.begin(waits(&kit), Load::Everything, 0);
    for _ in 0..PARCELS {
        weather.now_ms = i64::try_from(line.now_ms()).unwrap_or(i64::MAX);
        let Some(sent) = kit.parcel(&mut weather).ok()? else {
            let entries = office.store.rows.tip(kit.person.device()).seq;
            let files = kit.store.rows.files.values().filter(|file| file.confirmed).count();
            return Some(Journey { ms: line.now_ms(), tally: line.tally, entries, files });
        };
        match one(&sent, &mut office, &mut line, &mut weather) {
            Some(answer) => {
                kit.answer(&answer, &mut weather).ok()?;
                passage.see(waits(&kit), Load::Everything, line.now_ms());
                told(line.now_ms(), passage.progress().unwrap_or_default());
            }
            None => {
                // As the app does: the run ends, and the next begins after the wait.
                line.rest(kit.lost(&mut weather));
                kit.begin_anew();
                passage.begin(waits(&kit), Load::Everything, line.now_ms());
            }
        }
    }
    None
}

/// What waits on a kit, counted as the app counts it.
fn waits(kit: &Kit) -> Backlog {
    let rows = &kit.store.rows;
    let entries: Vec<&Entry> = rows.after(kit.person.device(), rows.state.acked_seq).collect();
    let cases: BTreeSet<_> = entries.iter().map(|entry| entry.header.doc).collect();
    let files: Vec<_> = rows.files.values().filter(|file| !file.confirmed).collect();
    Backlog {
        cases: cases.len() as u64,
        files: files.len() as u64,
        text_bytes: entries.iter().filter_map(|entry| entry.payload.as_ref()).map(|payload| payload.len() as u64).sum(),
        file_bytes: files.iter().map(|file| (file.bytes.len() as u64).saturating_sub(file.sent)).sum(),
    }
}

fn one(sent: &Sent, office: &mut Office, line: &mut Line, weather: &mut Weather) -> Option<Answered> {
    line.send(HTTP_UP + sent.len()).ok()?;
    let answer = office.answer(sent, weather).ok()??;
    let bytes = match &answer {
        Answered::Exchange(bytes) => bytes.len(),
        Answered::Piece(_) => 40,
    };
    line.receive(HTTP_DOWN + bytes).ok()?;
    Some(answer)
}

fn write(store: &mut Store, writes: Vec<Write>, weather: &mut Weather) {
    store.commit(writes, Vec::new(), Sync::Now, weather).expect("nothing fails before the journey");
}
