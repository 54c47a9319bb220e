//! A kit that was put back from a copy believes of its own log only what it signed itself.

use ed25519_dalek::Signer;
use ktpel_sync::{
    ChainTip, Effect, Entry, EntryKind, LogSource, Session, TipProof,
    batch::encode_batch_with,
    entry::NO_DOC,
    envelope::{self, Direction},
    office,
    session::{Halt, SessionError, SessionState},
    signature,
};

use crate::peer::{self, Kit};

/// Positions that the copy holds; the office holds all twenty.
const COPY: usize = 12;

fn kit(entries: usize) -> Kit {
    let mut kit = Kit::new(1);
    kit.work(entries);
    kit
}

fn tip(entry: &Entry) -> ChainTip {
    ChainTip { seq: entry.header.seq, hash: entry.header.hash() }
}

fn signed(kit: &Kit, end: &Entry) -> TipProof {
    TipProof::sign(kit.device, tip(end), kit.device, |message| kit.sign(message))
}

/// What a kit with the first twelve entries, of which ten were receipted, makes of this run as the answer to its question.
fn ask(copy: &Kit, whole: &Kit, run: &[Entry], ends: Vec<TipProof>) -> Result<Vec<Effect>, SessionError> {
    let key = peer::key(100);
    let office = signature::device_id(&key.verifying_key().to_bytes());
    let sign = |message: &[u8]| key.sign(message).to_bytes();
    let mut session = Session::new(SessionState { acked_seq: 10, ..SessionState::default() }, copy.peer(key.verifying_key().to_bytes()));
    let answer = |session: &mut Session, own: Option<Vec<u8>>| {
        let request = session.next_request(copy).unwrap().expect("it has something to ask");
        let opened = envelope::open(Direction::Request, &request, |_| Some(copy.public()), &ktpel_sync::Limits::default()).unwrap();
        let mut response = office::blank([1; 16], [2; 16], 0);
        let end = tip(whole.log.last().unwrap());
        (response.acked_seq, response.acked_hash, response.own) = (end.seq, end.hash, own);
        let bytes = envelope::seal(Direction::Response(opened.hash), office, &response.to_body(), sign).0;
        session.on_response(&bytes, copy)
    };
    assert!(matches!(answer(&mut session, None).unwrap()[..], [Effect::SaveState(_)]), "it sees that it is behind, and asks");
    let own = encode_batch_with(run, ends, office, sign).unwrap();
    answer(&mut session, Some(own))
}

#[test]
fn what_it_signed_comes_back() {
    let (copy, whole) = (kit(COPY), kit(20));
    let end = |seq: usize| vec![signed(&whole, &whole.log[seq - 1])];
    let effects = ask(&copy, &whole, &whole.log[10..], end(20)).unwrap();
    assert!(matches!(&effects[..], [Effect::OwnEntries { entries, state, .. }, Effect::PutBack { acked_seq: 20 }]
        if entries[..] == whole.log[10..] && state.acked_seq == 20));
    let effects = ask(&copy, &whole, &whole.log[10..15], end(15)).unwrap();
    assert!(matches!(&effects[..], [Effect::OwnEntries { state, .. }] if state.acked_seq == 15), "a part of it, and the rest is asked for");
}

#[test]
fn what_it_did_not_sign_is_not_believed() {
    let (copy, whole) = (kit(COPY), kit(20));
    let mut stranger = Kit::new(2);
    stranger.work(20);
    let last = &whole.log[19];
    let refused = |run: &[Entry], ends: Vec<TipProof>| matches!(ask(&copy, &whole, run, ends), Err(SessionError::OwnLog));
    assert!(refused(&whole.log[10..], vec![]), "no signature");
    assert!(refused(&whole.log[10..], vec![signed(&whole, &whole.log[18])]), "the signature of another end");
    let by_other = TipProof::sign(whole.device, tip(last), stranger.device, |message| stranger.sign(message));
    assert!(refused(&whole.log[10..], vec![by_other]), "signed by another");
    assert!(refused(&whole.log[11..], vec![signed(&whole, last)]), "a gap before it");
    assert!(refused(&stranger.log[10..], vec![signed(&stranger, &stranger.log[19])]), "another's log");
    let mut longer = kit(20);
    longer.write(EntryKind::Stock, NO_DOC, vec![1]);
    assert!(refused(&longer.log[10..], vec![signed(&longer, &longer.log[20])]), "more than the office says that it holds");
}

#[test]
fn where_even_what_was_receipted_differs_a_person_must_look() {
    let mut other = Kit::new(1);
    other.write(EntryKind::Stock, NO_DOC, vec![9]);
    other.work(19);
    let effects = ask(&kit(COPY), &other, &other.log[10..], vec![signed(&other, &other.log[19])]).unwrap();
    assert_eq!(effects, [Effect::Halt(Halt::Fork)]);
}
