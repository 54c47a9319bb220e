//! One run: events in virtual time until the evening, then clear weather, then the promises.

use std::collections::BTreeMap;

use ktpel_sync::ChainTip;

use crate::{
    book::Book,
    check,
    kit::{Answered, Belief, Kit, Sent},
    morning::morning,
    office::Office,
    people::{OFFICE, Person},
    store::{Fail, Store, Sync},
    weather::{Power, Trace, Weather},
    work::{Desk, Worked},
};

/// Virtual milliseconds of work.
const EVENING: u64 = 60_000;
/// The laptop that comes new in the evening and reads everything from the start.
const NEWCOMER: usize = 4;
/// Meetings that must be enough for everybody to know everything.
const ROUNDS: usize = 3;

/// A fault that is put in on purpose, to see that it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// None.
    Nothing,
    /// The office receipts what is not durable yet.
    AckBeforeDurable,
    /// A kit takes for safe what it has sent.
    AckOnSend,
}

/// A run in which all promises held.
#[derive(Debug)]
pub struct Run {
    /// Events that happened.
    pub events: u64,
    /// Crashes among them.
    pub crashes: u32,
    /// Disks that a copy took the place of.
    pub put_back: u32,
    /// Things that people did.
    pub deeds: usize,
    /// The account, where it was kept.
    pub trace: Vec<String>,
}

/// A run in which one did not.
#[derive(Debug)]
pub struct Broken {
    /// Its seed.
    pub seed: u64,
    /// Which promise.
    pub what: String,
    /// The account, where it was kept.
    pub trace: Vec<String>,
}

/// Runs a seed.
pub fn run(seed: u64) -> Result<Run, Broken> {
    run_with(seed, Planted::Nothing, Trace::Dropped)
}

/// Runs a seed with a planted fault, or with an account of every step.
pub fn run_with(seed: u64, planted: Planted, trace: Trace) -> Result<Run, Broken> {
    let mut world = World::new(seed, planted, trace);
    let (mut events, end) = (0, world.play());
    let end = end.map(|count| events = count).and_then(|()| world.clear_up());
    let trace = world.weather.trace();
    match end {
        Ok(()) => Ok(Run { events, crashes: world.weather.crashes, put_back: world.put_back, deeds: world.book.deeds().len(), trace }),
        Err(what) => Err(Broken { seed, what, trace }),
    }
}

#[derive(Debug)]
enum Event {
    Work(usize),
    Exchange(usize),
    Request { kit: usize, id: u64, sent: Sent },
    Answer { kit: usize, id: u64, answer: Answered },
    Picture(usize),
    Timeout { kit: usize, id: u64 },
    Meet { from: usize, to: usize },
    StickOut(usize),
    StickIn { kit: usize, bytes: Vec<u8> },
    Receipt { kit: usize, held: ChainTip },
    Line(usize, Line),
    Disk(usize, Disk),
    Power(usize),
    Copy(usize),
    PutBack(usize),
    Clock(usize),
    OfficeSync,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Up,
    Cut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disk {
    Full,
    Free,
}

struct World {
    kits: Vec<Kit>,
    office: Office,
    weather: Weather,
    book: Book,
    queue: BTreeMap<(i64, u64), Event>,
    number: u64,
    in_flight: Vec<Option<u64>>,
    /// Disks that a copy took the place of.
    put_back: u32,
    /// Copies of disks.
    copies: Vec<Option<Store>>,
    lines: Vec<Line>,
    loss_one_in: u64,
}

impl World {
    fn new(seed: u64, planted: Planted, trace: Trace) -> Self {
        let mut weather = Weather::new(seed, trace);
        let count = 2 + weather.dice.index(2);
        let people: Vec<Person> = (0..count).chain([NEWCOMER]).map(Person::at).collect();
        let mut office = Office::new(&people);
        morning().give_office(&mut office);
        let mut kits: Vec<Kit> = (0..count).map(Kit::new).collect();
        kits.iter_mut().for_each(|kit| morning().give(kit));
        match planted {
            Planted::Nothing => {}
            Planted::AckBeforeDurable => office.sync = Sync::Later,
            Planted::AckOnSend => kits.iter_mut().for_each(|kit| kit.belief = Belief::OnSend),
        }
        let mut book = Book::default();
        morning().deeds.iter().cloned().for_each(|deed| book.add(deed));
        let loss_one_in = [3, 6, 12, 1000].get(weather.dice.index(4)).copied().unwrap_or(6);
        let (in_flight, copies, lines) = (vec![None; count], vec![None; count], vec![Line::Up; count]);
        let mut world =
            Self { kits, office, weather, book, queue: BTreeMap::new(), number: 0, in_flight, put_back: 0, copies, lines, loss_one_in };
        // In every third run, so that the others stay what they were.
        world.plan(seed.is_multiple_of(3));
        world
    }

    /// What will happen by itself: work, syncing, and what goes wrong.
    fn plan(&mut self, disks_break: bool) {
        let count = self.kits.len();
        for _ in 0..8 + self.weather.dice.index(9) {
            let node = [0, 1, 2, OFFICE].get(self.weather.dice.index(4)).copied().filter(|node| *node == OFFICE || *node < count);
            self.sometime(Event::Work(node.unwrap_or(0)));
        }
        for kit in 0..count {
            for _ in 0..4 {
                self.sometime(Event::Exchange(kit));
            }
            self.maybe(2, Event::Picture(kit));
            self.maybe(3, Event::Picture(kit));
            self.maybe(3, Event::Clock(kit));
            self.maybe(2, Event::Line(kit, Line::Cut));
            self.sometime(Event::Line(kit, Line::Up));
            self.maybe(4, Event::Disk(kit, Disk::Full));
            self.maybe(3, Event::Power(kit));
            if disks_break {
                self.sometime(Event::Copy(kit));
                self.sometime(Event::PutBack(kit));
            }
            self.maybe(3, Event::StickOut(kit));
            for to in (0..count).filter(|to| *to != kit) {
                self.maybe(2, Event::Meet { from: kit, to });
            }
        }
        self.maybe(4, Event::Disk(OFFICE, Disk::Full));
        self.maybe(2, Event::Power(OFFICE));
        self.sometime(Event::OfficeSync);
        self.sometime(Event::OfficeSync);
    }

    fn at(&mut self, delay: u64, event: Event) {
        self.number += 1;
        let at = self.weather.now_ms.saturating_add(i64::try_from(delay).unwrap_or(i64::MAX));
        self.queue.insert((at, self.number), event);
    }

    fn sometime(&mut self, event: Event) {
        let delay = self.weather.dice.below(EVENING);
        self.at(delay, event);
    }

    fn maybe(&mut self, one_in: u64, event: Event) {
        if self.weather.dice.one_in(one_in) {
            self.sometime(event);
        }
    }

    /// Plays until the evening; gives how much happened.
    fn play(&mut self) -> Result<u64, String> {
        let mut count = 0;
        while let Some(((at, _), event)) = self.queue.pop_first() {
            if at > i64::try_from(EVENING).unwrap_or(i64::MAX) {
                break;
            }
            self.weather.now_ms = at;
            self.weather.tell(|| shown(&event));
            self.happen(event);
            check::always(&self.kits, &self.office)?;
            count += 1;
        }
        Ok(count)
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Work(node) => self.work(node),
            Event::Exchange(kit) => self.send(kit),
            Event::Request { kit, id, sent } => self.arrive(kit, id, &sent),
            Event::Answer { kit, id, answer } => self.answered(kit, id, &answer),
            Event::Picture(kit) => self.picture(kit),
            Event::Timeout { kit, id } => self.give_up(kit, id),
            Event::Meet { from, to } => self.meet(from, to),
            Event::StickOut(kit) => self.carry(kit),
            Event::StickIn { kit, bytes } => self.plug_in(kit, &bytes),
            Event::Receipt { kit, held } => self.with_kit(kit, |kit, weather| kit.take_receipt(held, weather)),
            Event::Line(kit, line) => self.lines[kit] = line,
            Event::Disk(node, disk) => self.fill(node, disk),
            Event::Power(node) => self.power_goes(node),
            Event::Copy(kit) => self.copies[kit] = Some(self.kits[kit].store.clone()),
            Event::PutBack(kit) => self.put_back(kit),
            Event::Clock(kit) => self.kits[kit].clock_ms += i64::try_from(self.weather.dice.below(7_200_000)).unwrap_or(0) - 3_600_000,
            Event::OfficeSync => self.office.store.sync(),
        }
    }

    fn work(&mut self, node: usize) {
        let Worked { deed, end } = if node == OFFICE {
            let now = self.weather.now();
            let desk = Desk { person: &self.office.person, start: self.office.start, store: &mut self.office.store, now };
            desk.work(&mut self.weather)
        } else {
            let kit = &mut self.kits[node];
            let now = kit.now(&self.weather);
            Desk { person: &kit.person, start: kit.start, store: &mut kit.store, now }.work(&mut self.weather)
        };
        if let Some(deed) = deed {
            self.weather.tell(|| format!("          durable: {deed:?}"));
            self.book.add(deed);
        }
        if end == Err(Fail::Crashed) {
            self.power_goes(node);
        }
        if node != OFFICE {
            let delay = self.weather.dice.below(3000);
            self.at(delay, Event::Exchange(node));
        }
    }

    /// A picture of one to five pieces.
    fn picture(&mut self, kit: usize) {
        let size = 1 + self.weather.dice.index(200_000);
        let seed = self.weather.dice.next().to_be_bytes();
        let bytes = seed.iter().copied().cycle().take(size).collect();
        self.with_kit(kit, |kit, weather| kit.picture(bytes, weather));
        self.sometime(Event::Exchange(kit));
    }

    fn power_goes(&mut self, node: usize) {
        self.weather.tell(|| format!("          the power goes at {node}"));
        if node == OFFICE {
            self.office.store.restart();
            self.office.start += 1;
        } else {
            self.kits[node].restart();
            self.in_flight[node] = None;
            let delay = self.weather.dice.below(5000);
            self.at(delay, Event::Exchange(node));
        }
    }

    /// A copy takes the place of a disk. Nothing that only the lost disk had may be missed: the office has all of it durably.
    fn put_back(&mut self, kit: usize) {
        let device = self.kits[kit].person.device();
        let (own, office) = (&self.kits[kit].store.rows, &self.office.store);
        let tip = own.tip(device);
        let is_safe =
            office.durable.get(&device).is_some_and(|last| *last >= tip.seq) && office.rows.hash_at(device, tip.seq) == Some(tip.hash);
        if let Some(copy) = self.copies[kit].take_if(|_| is_safe) {
            self.weather.tell(|| format!("          kit {kit} is put back to entry {}", copy.rows.tip(device).seq));
            self.kits[kit].put_back(copy);
            self.put_back += 1;
            self.in_flight[kit] = None;
            let delay = self.weather.dice.below(5000);
            self.at(delay, Event::Exchange(kit));
        }
    }

    fn with_kit(&mut self, kit: usize, act: impl FnOnce(&mut Kit, &mut Weather) -> Result<(), Fail>) {
        if act(&mut self.kits[kit], &mut self.weather) == Err(Fail::Crashed) {
            self.power_goes(kit);
        }
    }

    fn send(&mut self, kit: usize) {
        if self.in_flight[kit].is_some() {
            return;
        }
        if self.weather.dice.one_in(3) {
            self.kits[kit].begin_anew();
        }
        match self.kits[kit].parcel(&mut self.weather) {
            Err(Fail::Crashed) => self.power_goes(kit),
            Ok(None) | Err(Fail::DiskFull) => {}
            Ok(Some(sent)) => {
                self.number += 1;
                let id = self.number;
                self.in_flight[kit] = Some(id);
                self.at(15_000, Event::Timeout { kit, id });
                self.put_on_line(kit, || Event::Request { kit, id, sent: sent.clone() });
            }
        }
    }

    /// A message goes, is lost, is doubled, overtakes another.
    fn put_on_line(&mut self, kit: usize, event: impl Fn() -> Event) {
        let times = if self.weather.dice.one_in(8) { 2 } else { 1 };
        for _ in 0..times {
            let lost = self.lines[kit] == Line::Cut || self.weather.dice.one_in(self.loss_one_in);
            let delay = 20 + self.weather.dice.below(3000);
            if !lost {
                self.at(delay, event());
            }
        }
    }

    fn arrive(&mut self, kit: usize, id: u64, sent: &Sent) {
        match self.office.answer(sent, &mut self.weather) {
            Err(Fail::Crashed) => self.power_goes(OFFICE),
            Ok(None) | Err(Fail::DiskFull) => {}
            Ok(Some(answer)) => self.put_on_line(kit, || Event::Answer { kit, id, answer: answer.clone() }),
        }
    }

    fn answered(&mut self, kit: usize, id: u64, answer: &Answered) {
        if self.in_flight[kit] != Some(id) {
            return;
        }
        self.in_flight[kit] = None;
        self.with_kit(kit, |kit, weather| kit.answer(answer, weather));
        let delay = self.weather.dice.below(500);
        if self.weather.dice.one_in(2) {
            self.at(delay, Event::Exchange(kit));
        }
    }

    fn give_up(&mut self, kit: usize, id: u64) {
        if self.in_flight[kit] == Some(id) {
            self.in_flight[kit] = None;
            let wait = self.kits[kit].lost(&mut self.weather);
            self.at(wait, Event::Exchange(kit));
        }
    }

    /// Two kits on one LAN: one hands over its own entries, signed by itself. What was put back goes to the office first.
    fn meet(&mut self, from: usize, to: usize) {
        if self.kits[from].from_copy {
            return;
        }
        let author = self.kits[from].person.clone();
        let held = self.kits[to].store.rows.tip(author.device()).seq;
        if let Some(bytes) = self.kits[from].batch_after(held) {
            self.with_kit(to, |kit, weather| kit.take_passed(&bytes, &author, weather));
        }
    }

    fn carry(&mut self, kit: usize) {
        if let Some(bytes) = self.kits[kit].batch_after(self.kits[kit].believes()) {
            for _ in 0..=self.weather.dice.below(2) {
                let delay = self.weather.dice.below(EVENING / 2);
                self.at(delay, Event::StickIn { kit, bytes: bytes.clone() });
            }
        }
    }

    fn plug_in(&mut self, kit: usize, bytes: &[u8]) {
        let device = self.kits[kit].person.device();
        match self.office.take_carried(bytes, device, &mut self.weather) {
            Err(Fail::Crashed) => self.power_goes(OFFICE),
            Err(Fail::DiskFull) => {}
            Ok(held) => {
                let delay = self.weather.dice.below(EVENING / 4);
                self.at(delay, Event::Receipt { kit, held });
            }
        }
    }

    fn fill(&mut self, node: usize, disk: Disk) {
        let store = if node == OFFICE { &mut self.office.store } else { &mut self.kits[node].store };
        store.disk.full = disk == Disk::Full;
        if disk == Disk::Full {
            let delay = self.weather.dice.below(EVENING / 4);
            self.at(delay, Event::Disk(node, Disk::Free));
        }
    }

    /// Clear weather: lines and disks are good, a new laptop comes, everybody meets the office, and the promises must hold.
    fn clear_up(&mut self) -> Result<(), String> {
        self.weather.power = Power::Steady;
        self.office.store.disk.full = false;
        self.kits.push(Kit::new(NEWCOMER));
        for kit in &mut self.kits {
            kit.store.disk.full = false;
            kit.lost(&mut self.weather);
        }
        for _ in 0..ROUNDS {
            for kit in &mut self.kits {
                kit.begin_anew();
                exchange_all(kit, &mut self.office, &mut self.weather)?;
            }
            self.office.store.sync();
            check::always(&self.kits, &self.office)?;
        }
        check::at_the_end(&self.kits, &self.office, &self.book)
    }
}

fn exchange_all(kit: &mut Kit, office: &mut Office, weather: &mut Weather) -> Result<(), String> {
    for _ in 0..100 {
        let Some(sent) = kit.parcel(weather).map_err(|fail| format!("{fail:?} in clear weather"))? else { return Ok(()) };
        let answer = office.answer(&sent, weather).map_err(|fail| format!("{fail:?} in clear weather"))?;
        let answer = answer.ok_or_else(|| format!("the office does not answer kit {}", kit.person.node))?;
        kit.answer(&answer, weather).map_err(|fail| format!("{fail:?} in clear weather"))?;
    }
    Err(format!("kit {} and the office do not come to an end", kit.person.node))
}

fn shown(event: &Event) -> String {
    match event {
        Event::Request { kit, id, sent: Sent::Exchange(bytes) } => format!("request {id} of kit {kit} arrives, {} bytes", bytes.len()),
        Event::Request { kit, id, sent: Sent::Piece(piece, _) } => format!("piece {id} of kit {kit} arrives: {piece:?}"),
        Event::Answer { kit, id, answer: Answered::Exchange(bytes) } => {
            format!("answer to {id} arrives at kit {kit}, {} bytes", bytes.len())
        }
        Event::StickIn { kit, bytes } => format!("the stick of kit {kit} is read, {} bytes", bytes.len()),
        other => format!("{other:?}"),
    }
}
