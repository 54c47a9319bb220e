//! The tables, one file each: migration, row, reads, writes, tests.
//!
//! A new table is a new file, a line here, and a pair of handles in `store.rs`.

pub mod attachment;
pub mod blanko_use;
pub mod case_index;
pub mod case_secret;
pub mod checkpoint;
pub mod contact_index;
pub mod device_key;
pub mod document;
pub mod draft;
pub mod entry;
pub mod operator;
pub mod quarantine;
pub mod relay;
pub mod resident;
pub mod setting;
pub mod stock;
pub mod sync_state;
pub mod tip_proof;
pub mod visit_index;

use crate::migrate::Migration;

/// The steps of every table, in the order in which one version runs them.
pub(crate) const MIGRATIONS: &[&[Migration]] = &[
    entry::MIGRATIONS,
    document::MIGRATIONS,
    case_index::MIGRATIONS,
    visit_index::MIGRATIONS,
    contact_index::MIGRATIONS,
    attachment::MIGRATIONS,
    case_secret::MIGRATIONS,
    resident::MIGRATIONS,
    operator::MIGRATIONS,
    device_key::MIGRATIONS,
    setting::MIGRATIONS,
    draft::MIGRATIONS,
    sync_state::MIGRATIONS,
    stock::MIGRATIONS,
    quarantine::MIGRATIONS,
    checkpoint::MIGRATIONS,
    tip_proof::MIGRATIONS,
    relay::MIGRATIONS,
    blanko_use::MIGRATIONS,
];

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// Asked after every act or at every sync, over the cases of months: an index must answer, no walk through the rows.
    #[test]
    fn what_is_asked_all_the_time_is_answered_by_an_index() {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::migrate::run(&mut conn).unwrap();
        let held = format!("SELECT hash {}", attachment::HELD_ELSEWHERE);
        let asked = [
            (attachment::TOTALS, "attachment_pending"),
            (&held, "attachment_held"),
            (blanko_use::TWICE_AT, "case_index_visit"),
            (blanko_use::TWICE_OF, "blanko_use_doc"),
            (case_index::WITH_BADGE, "case_index_badge"),
            (case_index::VISITS, "case_index_visit"),
            (case_index::PLACES_OF, "case_index_visit"),
            (entry::BACKLOG, "device=? AND seq>?"),
            (stock::SUM, "stock_movement"),
        ];
        for (query, by) in asked {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
            let steps = statement.query_map(rusqlite::params_from_iter(vec![""; statement.parameter_count()]), |row| row.get(3));
            let steps: Vec<String> = steps.unwrap().map(Result::unwrap).collect();
            let walks = |step: &&String| step.starts_with("SCAN") && !step.contains("INDEX");
            assert_eq!(steps.iter().find(walks), None, "{query}");
            assert!(steps.iter().any(|step| step.contains(by)), "{query}: {steps:?}");
        }
    }
}
