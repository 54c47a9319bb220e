//! Random work of three laptops against an independent model: no act and no value is lost, and what is shown is what the model says.
//!
//! The model knows only sets: every write with the writes that its writer had seen; those stand that no known write saw.
//! `KTPEL_CASE_SEEDS` sets how many runs; failing seeds go into `REGRESSIONS`.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_sop::situation::Outcome;

use super::kit::{Kit, agree, intent_body, meet, note_body, step_body, take_body, two};
use super::random::{Random, seeds};
use crate::{CaseDoc, Command, detail::Proof};

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
const FIELDS: [&str; 3] = ["no_akta_lahir", "alamat", "nama_ayah"];

struct Write {
    field: &'static str,
    value: Option<String>,
    saw: BTreeSet<usize>,
}

/// What each of the three laptops knows.
#[derive(Default)]
struct Model {
    writes: Vec<Write>,
    known: [BTreeSet<usize>; 3],
    acts: BTreeSet<String>,
    signed: BTreeSet<String>,
}

impl Model {
    fn standing(&self, known: &BTreeSet<usize>, field: &str) -> Vec<usize> {
        let of_field: Vec<usize> = known.iter().copied().filter(|write| self.writes[*write].field == field).collect();
        let seen = |write: &usize| of_field.iter().any(|other| self.writes[*other].saw.contains(write));
        of_field.iter().copied().filter(|write| !seen(write)).collect()
    }

    fn values(&self, known: &BTreeSet<usize>, field: &str) -> BTreeSet<Option<String>> {
        self.standing(known, field).into_iter().map(|write| self.writes[write].value.clone()).collect()
    }

    /// A form that changes nothing writes nothing: all standing values say the same already, or nothing stands and nothing is asked.
    fn write(&mut self, laptop: usize, field: &'static str, value: Option<String>) {
        let standing = self.values(&self.known[laptop], field);
        if standing == BTreeSet::from([value.clone()]) || (standing.is_empty() && value.is_none()) {
            return;
        }
        let saw = self.known[laptop].iter().copied().filter(|write| self.writes[*write].field == field).collect();
        self.known[laptop].insert(self.writes.len());
        self.writes.push(Write { field, value, saw });
    }

    fn meet(&mut self, a: usize, b: usize) {
        let both: BTreeSet<usize> = self.known[a].union(&self.known[b]).copied().collect();
        self.known[a] = both.clone();
        self.known[b] = both;
    }
}

fn run(seed: u64) -> usize {
    let mut random = Random::new(seed);
    let (first, _) = two();
    let mut kits: [Kit; 3] = [1, 2, 3].map(|n| Kit::on(first.doc.clone(), n));
    let mut model = Model::default();
    for _ in 0..40 {
        let laptop = random.below(3);
        work(&mut random, &mut kits, &mut model, laptop);
    }
    let [a, b, c] = &mut kits;
    meet(a, b);
    meet(b, c);
    agree(a, b);
    agree(b, c);
    check(seed, &kits[0], &model, &first)
}

fn work(random: &mut Random, kits: &mut [Kit; 3], model: &mut Model, laptop: usize) {
    let kit = &mut kits[laptop];
    match random.below(10) {
        0..=3 => {
            let field = FIELDS[random.below(3)];
            let value = (random.below(8) > 0).then(|| format!("v{}", random.below(5)));
            edit(kit, model, laptop, field, value);
        }
        4 => remember(model, kit.act(note_body(&format!("{}", random.below(99))))),
        5 => {
            let outcome = [Outcome::Started, Outcome::Done, Outcome::Skipped, Outcome::Returned][random.below(4)];
            remember(model, kit.act(step_body(outcome)));
        }
        6 => {
            let key = kit.act(intent_body("BK0001"));
            model.signed.insert(key.clone());
            remember(model, key);
        }
        7 => remember(model, kit.act(take_body("foto_kartu", u8::try_from(random.below(255)).unwrap()))),
        _ => {
            let other = (laptop + 1 + random.below(2)) % 3;
            let (low, high) = (laptop.min(other), laptop.max(other));
            let (left, right) = kits.split_at_mut(high);
            meet(&mut left[low], &mut right[0]);
            model.meet(laptop, other);
        }
    }
}

fn remember(model: &mut Model, key: String) {
    assert!(model.acts.insert(key), "a key must never be used twice");
}

/// Half of the conflicts are answered on the conflict screen, the others by saving a form over them.
fn edit(kit: &mut Kit, model: &mut Model, laptop: usize, field: &'static str, value: Option<String>) {
    let before: BTreeSet<String> = kit.view().acts.into_iter().map(|act| act.key).collect();
    let conflict = model.values(&model.known[laptop], field).len() > 1;
    if conflict && model.writes.len().is_multiple_of(2) {
        let shown = kit.view().shown(field);
        kit.run(Command::Answer { field: field.into(), chosen: value.clone(), shown, reason: None });
    } else {
        kit.set(field, value.as_deref());
    }
    model.write(laptop, field, value);
    let answers = kit.view().acts.into_iter().map(|act| act.key).filter(|key| !before.contains(key));
    let answers: Vec<String> = answers.collect();
    assert_eq!(answers.len(), usize::from(conflict), "who settles a conflict leaves an act");
    answers.into_iter().for_each(|key| remember(model, key));
}

fn check(seed: u64, kit: &Kit, model: &Model, first: &Kit) -> usize {
    let view = kit.view();
    let everything: BTreeSet<usize> = (0..model.writes.len()).collect();
    let mut conflicts = 0;
    for field in FIELDS {
        let expect = model.values(&everything, field);
        let shown: BTreeSet<Option<String>> = kit.values(field).into_iter().collect();
        assert_eq!(shown, expect, "seed {seed}: values of {field}");
        conflicts += usize::from(expect.len() > 1);
    }
    let acts: BTreeMap<&str, Proof> = view.acts.iter().map(|act| (act.key.as_str(), act.proof)).collect();
    assert_eq!(acts.keys().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>(), model.acts, "seed {seed}: acts");
    for key in &model.signed {
        assert_eq!(acts[key.as_str()], Proof::Proven, "seed {seed}: the signature of {key} must hold after every merge");
    }
    assert!(CaseDoc::load_received(&kit.doc.save()).is_ok(), "seed {seed}: every honest change passes the gate");
    let mut slow = first.doc.clone();
    for (hash, bytes) in kit.doc.changes_since(&first.doc.heads()) {
        assert_eq!(slow.apply(&[bytes]), Ok(vec![hash]), "seed {seed}: changes arrive one by one in the order in which they are sent");
    }
    assert_eq!(slow.heads(), kit.doc.heads());
    conflicts
}

#[test]
fn random_work_of_three_laptops_loses_nothing() {
    let conflicts: usize = REGRESSIONS.iter().copied().chain(1..=seeds(60)).map(run).sum();
    assert!(conflicts > 0, "runs that never conflict prove nothing");
}
