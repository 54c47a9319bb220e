//! Two kits and an office: everything arrives once, whatever the line does.

use ktpel_domain::ids::Hash;
use ktpel_sync::{
    Effect, Entry, Session,
    exchange::{Offer, Standing},
    session::{Halt, OfficeChange, SessionState},
};
use proptest::prelude::*;

use crate::{office::Office, peer::Kit};

/// What a kit has stored: its session state and the entries of others, as one transaction would keep them.
#[derive(Default, Clone)]
struct Stored {
    state: SessionState,
    received: Vec<Entry>,
    confirmed: u64,
    standing: Vec<Standing>,
    rolled_back: usize,
    up_to_date: usize,
    halted: Option<Halt>,
    changes: Vec<OfficeChange>,
}

impl Stored {
    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::StoreReceipt { acked_seq, .. } => self.confirmed = acked_seq,
                Effect::ApplyEntries { entries, state, .. } => {
                    // The host applies by hash: what it holds already changes nothing.
                    self.received.extend(entries.into_iter().filter(|entry| !self.received.contains(entry)).collect::<Vec<_>>());
                    self.state = state;
                }
                Effect::SaveState(state) => self.state = state,
                Effect::Attachment(standing) => self.standing.push(standing),
                Effect::Keep { .. } => {}
                Effect::OfficeChanged(change) => self.changes.push(change),
                Effect::OfficeRolledBack { .. } => self.rolled_back += 1,
                Effect::OfficeHolds(_) => {}
                Effect::OwnEntries { .. } | Effect::PutBack { .. } => panic!("this office gives nothing back"),
                Effect::Halt(halt) => self.halted = Some(halt),
                Effect::UpToDate => self.up_to_date += 1,
                Effect::Refused(refusals) => assert!(refusals.is_empty(), "the office in memory refuses nothing: {refusals:?}"),
            }
        }
    }
}

/// What the line does with one exchange.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Line {
    Good,
    RequestLost,
    AnswerLost,
    AnswerDamaged,
    KitRestarts,
}

fn run(kit: &Kit, stored: &mut Stored, office: &mut Office, mut line: impl FnMut(usize) -> Line) -> usize {
    let mut session = Session::new(stored.state.clone(), kit.peer(office.public()));
    let mut exchanges = 0;
    while let Some(request) = session.next_request(kit).unwrap() {
        exchanges += 1;
        assert!(exchanges < 2000, "the session must come to an end");
        let fate = line(exchanges);
        let answer = if fate == Line::RequestLost { None } else { office.exchange(&request) };
        match (fate, answer) {
            (Line::Good, Some(answer)) => stored.carry_out(session.on_response(&answer, kit).unwrap()),
            (Line::AnswerDamaged, Some(mut answer)) => {
                let middle = answer.len() / 2;
                answer[middle] ^= 1;
                session.on_response(&answer, kit).unwrap_err();
                session.on_failure(exchanges as u64);
            }
            (Line::KitRestarts, _) => session = Session::new(stored.state.clone(), kit.peer(office.public())),
            _ => {
                session.on_failure(exchanges as u64);
            }
        }
    }
    exchanges
}

fn good(_: usize) -> Line {
    Line::Good
}

#[test]
fn what_one_kit_wrote_reaches_the_other() {
    let (mut a, mut b) = (Kit::new(1), Kit::new(2));
    a.work(120);
    b.work(30);
    let mut office = Office::new(&[&a, &b]);
    let (mut at_a, mut at_b) = (Stored::default(), Stored::default());
    run(&a, &mut at_a, &mut office, good);
    run(&b, &mut at_b, &mut office, good);
    run(&a, &mut at_a, &mut office, good);
    assert_eq!((at_a.confirmed, at_b.confirmed), (120, 30), "every own entry is receipted");
    assert_eq!(at_b.received, a.log, "the second kit has the first one's log, whole and in order");
    assert_eq!(at_a.received, b.log);
    assert!(at_a.up_to_date > 0 && at_b.up_to_date > 0);
}

#[test]
fn nothing_new_costs_one_small_exchange() {
    let mut kit = Kit::new(1);
    kit.work(10);
    let mut office = Office::new(&[&kit]);
    let mut stored = Stored::default();
    run(&kit, &mut stored, &mut office, good);
    assert_eq!(run(&kit, &mut stored, &mut office, good), 1);
    assert_eq!(office.all.len(), 10, "nothing is stored twice");
}

#[test]
fn batches_grow_on_a_good_line_and_shrink_on_a_bad_one() {
    let mut kit = Kit::new(1);
    for n in 0..400_u32 {
        // Bytes that do not compress, so that sizes are what they seem.
        let noise: Vec<u8> = (0..1000_u32)
            .map(|i| (n.wrapping_mul(2_654_435_761) ^ i.wrapping_mul(40_503)).wrapping_mul(2_246_822_519).to_be_bytes()[1])
            .collect();
        kit.write(ktpel_sync::EntryKind::Stock, ktpel_sync::entry::NO_DOC, noise);
    }
    let mut office = Office::new(&[&kit]);
    let mut sizes = Vec::new();
    let mut session = Session::new(SessionState::default(), kit.peer(office.public()));
    for turn in 0..5 {
        let Some(request) = session.next_request(&kit).unwrap() else { break };
        sizes.push(request.len());
        if turn == 3 {
            session.on_failure(0);
        } else {
            session.on_response(&office.exchange(&request).unwrap(), &kit).unwrap();
        }
    }
    let bounds = [24, 48, 96, 96, 12].map(|kilobytes| (kilobytes << 10) + 600);
    assert!(sizes.iter().zip(bounds).all(|(size, bound)| *size <= bound), "the batch is the unit of loss: {sizes:?}");
    assert!(sizes[1] > sizes[0] && sizes[2] > sizes[1], "a good line carries more each time: {sizes:?}");
}

#[test]
fn an_office_restored_from_a_backup_gets_everything_again() {
    let (mut a, mut b) = (Kit::new(1), Kit::new(2));
    a.work(60);
    b.work(60);
    let mut office = Office::new(&[&a, &b]);
    let (mut at_a, mut at_b) = (Stored::default(), Stored::default());
    run(&a, &mut at_a, &mut office, good);
    run(&b, &mut at_b, &mut office, good);
    run(&a, &mut at_a, &mut office, good);
    office.roll_back(25);
    office.generation = [2; 16];
    run(&a, &mut at_a, &mut office, good);
    run(&b, &mut at_b, &mut office, good);
    run(&a, &mut at_a, &mut office, good);
    assert_eq!(office.all.len(), 120, "kits bring back what the office lost");
    assert!(at_a.rolled_back > 0 && at_b.rolled_back > 0, "and the user is told");
    assert_eq!((at_a.received.len(), at_b.received.len()), (60, 60));
    assert_eq!((at_a.changes, at_b.changes), (vec![], vec![]), "an office that says so is not accused");
}

#[test]
fn an_office_put_back_in_silence_is_named_by_every_kit() {
    let (mut a, mut b) = (Kit::new(1), Kit::new(2));
    a.work(60);
    b.work(60);
    let mut office = Office::new(&[&a, &b]);
    let (mut at_a, mut at_b) = (Stored::default(), Stored::default());
    run(&a, &mut at_a, &mut office, good);
    run(&b, &mut at_b, &mut office, good);
    office.roll_back(25);
    run(&b, &mut at_b, &mut office, good);
    assert_eq!(at_b.changes.first(), Some(&OfficeChange::Shorter { signed: 120, now: 25 }), "the kit that comes first");
    run(&a, &mut at_a, &mut office, good);
    assert_eq!(at_a.changes.first(), Some(&OfficeChange::Rewritten { signed: 60 }), "and the one that comes when the log has grown again");
    let told = (at_a.changes.len(), at_b.changes.len());
    run(&a, &mut at_a, &mut office, good);
    run(&b, &mut at_b, &mut office, good);
    assert_eq!((at_a.changes.len(), at_b.changes.len()), told, "each change is told once");
}

#[test]
fn an_office_that_changed_one_old_entry_is_named() {
    let (mut a, b) = (Kit::new(1), Kit::new(2));
    a.work(20);
    let mut office = Office::new(&[&a, &b]);
    let (mut at_a, mut at_b) = (Stored::default(), Stored::default());
    run(&a, &mut at_a, &mut office, good);
    run(&b, &mut at_b, &mut office, good);
    office.all[4].header.at.0 += 1;
    a.work(5);
    run(&a, &mut at_a, &mut office, good);
    run(&b, &mut at_b, &mut office, good);
    let expected = vec![OfficeChange::Rewritten { signed: 20 }];
    assert_eq!((at_a.changes, at_b.changes), (expected.clone(), expected), "whoever holds a checkpoint sees it, whoever wrote the entry");
}

#[test]
fn a_roll_back_without_a_new_generation_is_noticed() {
    let mut kit = Kit::new(1);
    kit.work(40);
    let mut office = Office::new(&[&kit]);
    let mut stored = Stored::default();
    run(&kit, &mut stored, &mut office, good);
    office.roll_back(7);
    run(&kit, &mut stored, &mut office, good);
    assert_eq!((office.all.len(), stored.rolled_back), (40, 1));
}

#[test]
fn a_kit_that_was_put_back_stops_where_the_office_gives_nothing_back() {
    let mut kit = Kit::new(1);
    kit.work(20);
    let mut office = Office::new(&[&kit]);
    let mut stored = Stored::default();
    run(&kit, &mut stored, &mut office, good);
    let mut restored = Kit::new(1);
    restored.work(12);
    let mut fresh = Stored::default();
    run(&restored, &mut fresh, &mut office, good);
    assert_eq!(fresh.halted, Some(Halt::LogBehind { acked_seq: 20 }), "going on would fork the log");
    restored.write(ktpel_sync::EntryKind::Stock, ktpel_sync::entry::NO_DOC, vec![1]);
    restored.work(20);
    let mut forked = Stored { state: stored.state.clone(), ..Stored::default() };
    run(&restored, &mut forked, &mut office, good);
    assert_eq!(forked.halted, Some(Halt::Fork), "two logs of one device exist");
    assert_eq!(office.all.len(), 20, "and the office keeps the first");
}

#[test]
fn a_revoked_kit_stops_and_keeps_its_work() {
    let mut kit = Kit::new(1);
    kit.work(5);
    let mut office = Office::new(&[&kit]);
    office.revoked.push(kit.device);
    let mut stored = Stored::default();
    run(&kit, &mut stored, &mut office, good);
    assert_eq!((stored.halted, stored.confirmed, office.all.len()), (Some(Halt::Revoked), 0, 0));
}

#[test]
fn a_replayed_request_gets_nothing() {
    let (mut a, b) = (Kit::new(1), Kit::new(2));
    a.work(5);
    let mut office = Office::new(&[&a, &b]);
    run(&a, &mut Stored::default(), &mut office, good);
    let mut session = Session::new(SessionState::default(), b.peer(office.public()));
    let request = session.next_request(&b).unwrap().unwrap();
    let first = office.exchange(&request).unwrap();
    let replayed = office.exchange(&request).unwrap();
    let effects = session.on_response(&first, &b).unwrap();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::ApplyEntries { .. })));
    assert!(replayed.len() < 300, "who listened in gets a new challenge and no data: {} bytes", replayed.len());
}

#[test]
fn attachments_are_offered_and_answered() {
    let mut kit = Kit::new(1);
    kit.offers.push(Offer { hash: Hash([4; 32]), size: 70_000 });
    let mut office = Office::new(&[&kit]);
    let mut stored = Stored::default();
    run(&kit, &mut stored, &mut office, good);
    assert_eq!(stored.standing, [Standing { hash: Hash([4; 32]), offset: 0, complete: false }]);
}

#[test]
fn an_answer_from_another_server_is_refused() {
    let mut kit = Kit::new(1);
    kit.work(3);
    let mut real = Office::new(&[&kit]);
    let mut fake = Office::new(&[&kit]);
    fake.key = crate::peer::key(101);
    let mut session = Session::new(SessionState::default(), kit.peer(real.public()));
    let request = session.next_request(&kit).unwrap().unwrap();
    assert!(session.on_response(&fake.exchange(&request).unwrap(), &kit).is_err(), "a forged receipt would cost the work");
    session.on_failure(0);
    let request = session.next_request(&kit).unwrap().unwrap();
    assert!(session.on_response(&real.exchange(&request).unwrap(), &kit).is_ok());
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        4 => Just(Line::Good),
        1 => Just(Line::RequestLost),
        1 => Just(Line::AnswerLost),
        1 => Just(Line::AnswerDamaged),
        1 => Just(Line::KitRestarts),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_line_delivers_everything_once(fates in prop::collection::vec(line(), 0..40), works in prop::collection::vec(0usize..40, 1..5), page in 3usize..60) {
        let (mut a, mut b) = (Kit::new(1), Kit::new(2));
        let mut office = Office::new(&[&a, &b]);
        office.page = page;
        let (mut at_a, mut at_b) = (Stored::default(), Stored::default());
        let mut fates = fates.into_iter();
        for work in works {
            a.work(work);
            b.work(work / 2);
            run(&a, &mut at_a, &mut office, |_| fates.next().unwrap_or(Line::Good));
            run(&b, &mut at_b, &mut office, |_| fates.next().unwrap_or(Line::Good));
        }
        run(&a, &mut at_a, &mut office, good);
        run(&b, &mut at_b, &mut office, good);
        prop_assert_eq!(&office.logs.get(&a.device).cloned().unwrap_or_default(), &a.log);
        prop_assert_eq!(&office.logs.get(&b.device).cloned().unwrap_or_default(), &b.log);
        prop_assert_eq!(&at_b.received, &a.log, "whole and in order");
        prop_assert_eq!(&at_a.received, &b.log, "whole and in order");
        prop_assert!(at_a.halted.is_none() && at_b.halted.is_none());
    }
}
