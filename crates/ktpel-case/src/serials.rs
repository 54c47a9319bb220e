//! Serials of card stock that were taken more than once, over all cases: no laptop alone can know it, so it shows only after a meeting.
//!
//! A blanko is one card (product rule 4; UU 24/2013 ps. 96). Each intent counts, whatever came out of the printer: a spoiled one is used up too.

use std::collections::BTreeMap;

use ktpel_domain::ids::DocId;

use crate::CaseView;

/// Every serial that more than one intent names, with the cases of those intents.
#[must_use]
pub fn taken_twice<'a>(views: impl IntoIterator<Item = &'a CaseView>) -> BTreeMap<String, Vec<DocId>> {
    let mut taken: BTreeMap<String, Vec<DocId>> = BTreeMap::new();
    for view in views {
        for attempt in view.attempts() {
            taken.entry(attempt.blanko.to_owned()).or_default().push(view.id);
        }
    }
    taken.retain(|_, cases| cases.len() > 1);
    taken
}
