//! Standing acts: those of a subject that no later act of the same subject names.

use std::collections::{BTreeMap, BTreeSet};

use super::view::SeenAct;

/// Indices of standing acts by subject.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tips(BTreeMap<String, Vec<usize>>);

impl Tips {
    /// Finds the standing acts. `acts` is sorted by operation.
    pub(crate) fn find(acts: &[SeenAct]) -> Self {
        let by_key: BTreeMap<&str, usize> = acts.iter().enumerate().map(|(index, act)| (act.key.as_str(), index)).collect();
        let subjects: Vec<Option<String>> = acts.iter().map(|act| act.body()?.subject()).collect();
        let named = named(acts, &subjects, &by_key);
        let mut tips: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, subject) in subjects.into_iter().enumerate() {
            let Some(subject) = subject else { continue };
            let standing = tips.entry(subject).or_default();
            if !named.contains(&index) {
                standing.push(index);
            }
        }
        Self(tips)
    }

    /// Standing acts of one subject, in the order of their operations.
    #[must_use]
    pub fn of(&self, subject: &str) -> &[usize] {
        self.0.get(subject).map(Vec::as_slice).unwrap_or_default()
    }

    /// All subjects.
    pub fn subjects(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Acts that a later act of their subject names. `after` counts only backwards: to a lower operation counter.
///
/// An unproven act may go on in one chain, but must not join several: joining is what makes an incident disappear.
fn named(acts: &[SeenAct], subjects: &[Option<String>], by_key: &BTreeMap<&str, usize>) -> BTreeSet<usize> {
    let mut named = BTreeSet::new();
    for (act, subject) in acts.iter().zip(subjects) {
        if subject.is_none() || (!act.counts() && act.after().len() > 1) {
            continue;
        }
        named.extend(act.after().iter().filter_map(|key| {
            let index = *by_key.get(key.as_str())?;
            let earlier = acts.get(index).is_some_and(|earlier| earlier.op.counter < act.op.counter);
            (earlier && subjects.get(index) == Some(subject)).then_some(index)
        }));
    }
    named
}
