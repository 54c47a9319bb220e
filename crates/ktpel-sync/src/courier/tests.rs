//! A courier between a kit with files and an office that only nods.

use std::cell::{Cell, RefCell};

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::{ids::DeviceId, time::Timestamp};

use super::*;
use crate::{
    chain::{Chain, ChainTip},
    entry::{Entry, EntryKind, NO_DOC},
    envelope::{self, Direction},
    exchange::{Offer, Request},
    office,
    session::{Peer, SessionState, SourceError},
    signature,
};

/// A kit with a log, files and a clock, and the office that it talks to.
struct Scene {
    kit: SigningKey,
    office: SigningKey,
    log: RefCell<Vec<Entry>>,
    files: RefCell<Vec<Waiting>>,
    now_ms: Cell<i64>,
    /// Files that no case at the office names, by number; and whether it says so when they are offered, as it does of the first few.
    unnamed: Vec<u8>,
    silent: bool,
}

impl Scene {
    fn new(files: &[u64]) -> Self {
        let waiting = |(n, size): (usize, &u64)| Waiting { hash: Hash([n as u8 + 1; 32]), size: *size, sent: 0 };
        Self {
            kit: SigningKey::from_bytes(&[1; 32]),
            office: SigningKey::from_bytes(&[2; 32]),
            log: RefCell::default(),
            files: RefCell::new(files.iter().enumerate().map(waiting).collect()),
            now_ms: Cell::new(0),
            unnamed: Vec::new(),
            silent: false,
        }
    }

    fn device(&self) -> DeviceId {
        signature::device_id(&self.kit.verifying_key().to_bytes())
    }

    fn courier(&self, load: Load) -> Courier {
        let peer = Peer { own_device: self.device(), office_key: self.office.verifying_key().to_bytes() };
        Courier::new(Session::new(SessionState::default(), peer), load, LineQuality::default())
    }

    fn work(&self) {
        let mut chain = Chain::resume(self.device(), self.tip().unwrap());
        self.log.borrow_mut().push(chain.append(EntryKind::Stock, NO_DOC, vec![1], None, Timestamp(0)).unwrap());
    }

    /// The office takes every request, whatever it says.
    fn answer(&self, courier: &mut Courier, request: &[u8]) {
        let limits = Limits::default();
        let opened = envelope::open(Direction::Request, request, |_| Some(self.kit.verifying_key().to_bytes()), &limits).unwrap();
        let asked = Request::from_body(opened.body, &limits).unwrap();
        let mut response = office::blank([1; 16], [2; 16], 0);
        let tip = self.tip().unwrap();
        (response.acked_seq, response.acked_hash) = (tip.seq, tip.hash);
        let named = asked.offers.iter().filter(|offer| self.silent || !self.unnamed.contains(&offer.hash.0[0]));
        let stands = |offer: &Offer| Standing { hash: offer.hash, offset: offer.size, complete: true };
        response.attachments = named.map(stands).collect();
        let own = signature::device_id(&self.office.verifying_key().to_bytes());
        let sign = |message: &[u8]| self.office.sign(message).to_bytes();
        let (bytes, _) = envelope::seal(Direction::Response(opened.hash), own, &response.to_body(), sign);
        courier.exchanged(&bytes, self).unwrap();
        courier.settled();
    }

    fn take(&self, courier: &mut Courier, piece: Piece) {
        let told = Standing { hash: piece.hash, offset: piece.offset + piece.len, complete: false };
        let stands = courier.piece_taken(told, self.now_ms.get()).unwrap();
        let mut files = self.files.borrow_mut();
        files.iter_mut().filter(|file| file.hash == stands.hash).for_each(|file| *file = stands);
    }

    /// One letter for each parcel until nothing goes: `x` an exchange, digits the number of the file of a piece.
    fn run(&self, courier: &mut Courier, mut under_way: impl FnMut(usize)) -> String {
        let mut went = String::new();
        while let Some(parcel) = courier.next(self).unwrap() {
            assert!(went.len() < 200, "it must come to an end: {went}");
            match parcel {
                Parcel::Exchange(request) => {
                    went.push('x');
                    under_way(went.len());
                    self.answer(courier, &request);
                    self.files.borrow_mut().retain(|file| file.sent < file.size);
                }
                Parcel::Piece(piece) => {
                    went.push(char::from(b'0' + piece.hash.0[0]));
                    under_way(went.len());
                    if self.unnamed.contains(&piece.hash.0[0]) { courier.piece_unnamed() } else { self.take(courier, piece) }
                }
            }
        }
        went
    }
}

impl LogSource for Scene {
    fn tip(&self) -> Result<ChainTip, SourceError> {
        let tip = |entry: &Entry| ChainTip { seq: entry.header.seq, hash: entry.header.hash() };
        Ok(self.log.borrow().last().map_or(ChainTip::EMPTY, tip))
    }

    fn entries_after(&self, seq: u64, _max_bytes: usize) -> Result<Vec<Entry>, SourceError> {
        Ok(self.log.borrow().iter().filter(|entry| entry.header.seq > seq).cloned().collect())
    }

    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, SourceError> {
        Ok(self.log.borrow().iter().find(|entry| entry.header.seq == seq).map(|entry| entry.header.hash()))
    }

    fn offers(&self, max: usize) -> Result<Vec<Offer>, SourceError> {
        Ok(self
            .files
            .borrow()
            .iter()
            .filter(|file| file.sent == file.size)
            .take(max)
            .map(|file| Offer { hash: file.hash, size: file.size })
            .collect())
    }

    fn attachments_waiting(&self) -> Result<u64, SourceError> {
        Ok(self.files.borrow().len() as u64)
    }

    fn next_file(&self, but: &BTreeSet<Hash>) -> Result<Option<Waiting>, SourceError> {
        let lacks = |file: &&Waiting| file.sent < file.size && !but.contains(&file.hash);
        Ok(self.files.borrow().iter().filter(lacks).min_by_key(|file| file.size).copied())
    }

    fn version(&self) -> String {
        "test".to_owned()
    }

    fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.kit.sign(message).to_bytes()
    }
}

#[test]
fn text_goes_before_pictures_and_small_pictures_before_large_ones() {
    let scene = Scene::new(&[900_000, 10_000]);
    scene.work();
    assert_eq!(scene.run(&mut scene.courier(Load::Everything), |_| {}), "x21111x", "64 KB, then 128, then 256, and the word that confirms");
}

#[test]
fn new_work_jumps_ahead_between_two_pieces() {
    let scene = Scene::new(&[900_000]);
    let went = scene.run(&mut scene.courier(Load::Everything), |parcels| {
        if parcels == 3 {
            scene.work()
        }
    });
    assert_eq!(went, "x11x111x");
}

#[test]
fn the_office_is_asked_again_while_a_long_picture_goes() {
    let scene = Scene::new(&[900_000]);
    let went = scene.run(&mut scene.courier(Load::Everything), |_| scene.now_ms.set(scene.now_ms.get() + 8_000));
    assert_eq!(went, "x111x11x", "after twenty seconds, whatever is on the way");
}

#[test]
fn a_line_that_is_slower_than_the_question_still_carries_pictures() {
    let scene = Scene::new(&[40_000]);
    let went = scene.run(&mut scene.courier(Load::Everything), |_| scene.now_ms.set(scene.now_ms.get() + 25_000));
    assert!(went.contains('1') && went.ends_with('x'), "{went}");
}

#[test]
fn a_metered_line_carries_text_only() {
    let scene = Scene::new(&[10_000]);
    scene.work();
    let mut courier = scene.courier(Load::TextOnly);
    assert_eq!(scene.run(&mut courier, |_| {}), "x");
    courier.allow(Load::Everything);
    assert_eq!(scene.run(&mut courier, |_| {}), "1x", "pictures later");
}

#[test]
fn a_lost_piece_makes_the_next_one_smaller_also_in_the_next_run() {
    let scene = Scene::new(&[900_000]);
    let mut courier = scene.courier(Load::Everything);
    let Some(Parcel::Exchange(request)) = courier.next(&scene).unwrap() else { panic!("text first") };
    scene.answer(&mut courier, &request);
    let lens = [(); 3].map(|()| {
        let Some(Parcel::Piece(piece)) = courier.next(&scene).unwrap() else { panic!("a piece") };
        assert!((500..=8_000).contains(&courier.failed(0)), "waits grow");
        let line = courier.line();
        courier = scene.courier(Load::Everything);
        courier.line = line;
        let Some(Parcel::Exchange(request)) = courier.next(&scene).unwrap() else { panic!("text first") };
        scene.answer(&mut courier, &request);
        piece.len
    });
    assert_eq!(lens, [64 << 10, 32 << 10, 16 << 10]);
}

#[test]
fn a_file_that_no_case_at_the_office_names_waits_and_the_others_go_on() {
    let scene = Scene { unnamed: vec![2], silent: true, ..Scene::new(&[40_000, 10_000, 50_000]) };
    let mut courier = scene.courier(Load::Everything);
    assert_eq!(scene.run(&mut courier, |_| {}), "x213x", "asked for once, then the others, and the word that confirms them");
    assert_eq!(courier.unnamed().iter().map(|hash| hash.0[0]).collect::<Vec<_>>(), [2]);
    assert_eq!(scene.files.borrow().len(), 1, "it waits here and is not lost");
    let named = Scene { unnamed: Vec::new(), ..scene };
    assert_eq!(named.run(&mut named.courier(Load::Everything), |_| {}), "x2x", "the next run tries it anew");
}

#[test]
fn a_file_that_the_office_does_not_speak_of_costs_no_bytes() {
    let mut scene = Scene::new(&[40_000, 10_000]);
    scene.files.borrow_mut().iter_mut().for_each(|file| file.sent = file.size);
    scene.files.borrow_mut()[1].sent = 0;
    scene.unnamed = vec![2];
    let mut courier = scene.courier(Load::Everything);
    let offered = |scene: &Scene| scene.files.borrow().iter().map(|file| file.hash.0[0]).collect::<Vec<_>>();
    assert_eq!(offered(&scene), [1, 2]);
    courier.offered = vec![Hash([2; 32])];
    courier.learn_unnamed(&[Effect::Keep { checkpoint: None, witness: None, at_ms: 0 }]);
    assert_eq!(scene.run(&mut courier, |_| {}), "x", "nothing of it goes");
    courier.offered = vec![Hash([2; 32])];
    let stands = Standing { hash: Hash([2; 32]), offset: 0, complete: false };
    courier.learn_unnamed(&[Effect::Keep { checkpoint: None, witness: None, at_ms: 0 }, Effect::Attachment(stands)]);
    assert!(courier.unnamed().is_empty(), "once a case names it, it goes");
}

#[test]
fn a_line_on_which_the_smallest_pieces_are_slow_is_weak() {
    let mut courier = Scene::new(&[]).courier(Load::Everything);
    let mut weak = Vec::new();
    for slow in [true, true, true, true, false] {
        courier.going = Some(Going::Piece { piece: Piece { hash: Hash([1; 32]), size: 9, offset: 0, len: 9 }, since_ms: 0 });
        let told = Standing { hash: Hash([1; 32]), offset: 9, complete: true };
        courier.line.piece = (0..weak.len()).fold(PieceSize::default(), |size, _| size.after_failure());
        courier.piece_taken(told, if slow { 11_000 } else { 100 }).unwrap();
        weak.push(courier.line().is_weak());
    }
    assert_eq!(weak, [false, false, true, true, false], "slow at 64 and 32 KB is no reason yet");
}
