//! What all people together did, known to nobody in the run: against it the nodes are checked when the weather has cleared.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_case::{CaseView, Command};
use ktpel_domain::ids::{DeviceId, DocId, KeyId};

/// One thing that somebody did and that is durable on his node.
#[derive(Debug, Clone, Default)]
pub struct Deed {
    /// Log and position of its entry.
    pub device: Option<DeviceId>,
    /// Position.
    pub seq: u64,
    doc: Option<DocId>,
    acts: Vec<String>,
    field: Option<Written>,
    /// Serial that was taken.
    serial: Option<String>,
    /// What was done with a card: the acts about cards that it follows.
    card: Option<BTreeSet<String>>,
}

/// A field that was written.
#[derive(Debug, Clone, Default)]
struct Written {
    name: String,
    value: Option<String>,
    /// Operations that stood there before.
    saw: BTreeSet<String>,
    /// The operation that stands there now.
    own: String,
}

impl Deed {
    /// What a command is about, and what its doer sees.
    pub fn begin(command: &Command, view: &CaseView, operator: KeyId) -> Self {
        let mut deed = Self { doc: Some(view.id), ..Self::default() };
        match command {
            Command::SetFields { values, .. } => {
                deed.field = values.iter().next().map(|(name, value)| Written {
                    name: name.clone(),
                    value: value.clone(),
                    saw: view.shown(name).into_iter().collect(),
                    own: String::new(),
                });
            }
            Command::PrintIntent { blanko, .. } => {
                deed.serial = Some(blanko.as_str().to_owned());
                deed.card = Some(view.acts.iter().map(|act| act.key.clone()).collect());
            }
            // The end of a print follows the one print that its doer looks at: his own, else the latest.
            Command::PrintOutcome { .. } => {
                let attempts = view.attempts();
                let open = || attempts.iter().rev().filter(|attempt| attempt.is_open()).map(|attempt| attempt.intent);
                let looked_at = open().find(|intent| intent.operator == Some(operator)).or_else(|| open().next());
                deed.card = Some(looked_at.map(|intent| intent.key.clone()).into_iter().collect());
            }
            _ => {}
        }
        deed
    }

    /// Its place in the log.
    pub fn at(self, device: DeviceId, seq: u64) -> Self {
        Self { device: Some(device), seq, ..self }
    }

    /// What it became.
    pub fn done(mut self, view: &CaseView, acts: Vec<String>) -> Self {
        if let Some(field) = &mut self.field {
            field.own = view.shown(&field.name).pop().unwrap_or_default();
        }
        Self { acts, ..self }
    }
}

/// All deeds, in the order in which they were done.
#[derive(Debug, Default)]
pub struct Book(Vec<Deed>);

/// What must be seen on every node.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Keys of all acts by case.
    pub acts: BTreeMap<DocId, BTreeSet<String>>,
    /// Fields with several standing values, by case.
    pub conflicts: BTreeSet<(DocId, String)>,
    /// Cases with prints that did not see each other.
    pub two_prints: BTreeSet<DocId>,
    /// Serials that were taken more than once.
    pub serials: BTreeSet<String>,
}

impl Book {
    /// Writes a deed down.
    pub fn add(&mut self, deed: Deed) {
        self.0.push(deed);
    }

    /// All deeds.
    pub fn deeds(&self) -> &[Deed] {
        &self.0
    }

    /// What they lead to once everybody knows all of them.
    pub fn expected(&self) -> Expected {
        let mut expected = Expected::default();
        let mut standing: BTreeMap<(DocId, &str), BTreeSet<Option<&str>>> = BTreeMap::new();
        let mut serials: BTreeMap<&str, usize> = BTreeMap::new();
        for deed in &self.0 {
            let Some(doc) = deed.doc else { continue };
            expected.acts.entry(doc).or_default().extend(deed.acts.iter().cloned());
            if let Some(field) = deed.field.as_ref().filter(|field| !self.is_overwritten(doc, field)) {
                standing.entry((doc, &field.name)).or_default().insert(field.value.as_deref());
            }
            if let Some(serial) = &deed.serial {
                *serials.entry(serial).or_default() += 1;
            }
        }
        let conflicts = standing.into_iter().filter(|(_, values)| values.len() > 1);
        expected.conflicts = conflicts.map(|((doc, field), _)| (doc, field.to_owned())).collect();
        expected.serials = serials.into_iter().filter(|(_, times)| *times > 1).map(|(serial, _)| serial.to_owned()).collect();
        expected.two_prints = expected.acts.keys().copied().filter(|doc| self.has_two_prints(*doc)).collect();
        expected
    }

    fn is_overwritten(&self, doc: DocId, field: &Written) -> bool {
        let of_doc = self.0.iter().filter(|deed| deed.doc == Some(doc)).filter_map(|deed| deed.field.as_ref());
        of_doc.filter(|other| other.name == field.name).any(|other| other.saw.contains(&field.own))
    }

    /// More than one act about the card of the case that no other follows.
    fn has_two_prints(&self, doc: DocId) -> bool {
        let of_doc = self.0.iter().filter(|deed| deed.doc == Some(doc));
        let cards: Vec<_> = of_doc.filter_map(|deed| deed.acts.first().zip(deed.card.as_ref())).collect();
        cards.iter().filter(|(key, _)| !cards.iter().any(|(_, follows)| follows.contains(*key))).count() > 1
    }
}
