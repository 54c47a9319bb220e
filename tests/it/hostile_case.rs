//! The office passes on what no honest kit writes: the laptop keeps the single entries aside with their bytes, names the case, and everything else
//! goes on.

use std::sync::Arc;

use ktpel_domain::{ids::DocId, time::Timestamp};
use ktpel_sync::{Entry, EntryKind};
use ktpel_testkit::hostile::{changes, honest, specimens};
use ktpel_tests::{Laptop, Office};
use serde_json::json;
use sync_server::{
    OfficeError,
    clock::SystemClock,
    storage::{Arrival, Subject},
};

/// Specimens that the gate refuses, that make the library panic, or that could be written and never read again.
const POISON: &[&str] = &[
    "thousand_million_operations",
    "maps_280_deep",
    "deletes_an_act",
    "unknown_column",
    "predecessor_of_the_future",
    "empty_column",
    "other_actor_unused",
    "builds_on_what_nobody_has",
];

/// A visit that no office planned: its cases are for every laptop.
const VISIT: DocId = DocId([0xc1; 16]);

/// The honest case of another kit with poison in its log, and an honest change behind it.
fn poisoned_log() -> Vec<Entry> {
    let case = honest::case_at(Some(VISIT));
    let (mut chain, mut log) = honest::log_of(&case);
    let mut append = |payload: Vec<u8>| {
        let entry = chain.append(EntryKind::Change, honest::CASE, payload, Some(honest::operator()), Timestamp(honest::MORNING));
        log.push(entry.unwrap());
    };
    let all = specimens();
    for name in POISON {
        append(all.iter().find(|specimen| specimen.name == *name).unwrap().bytes.clone());
    }
    append(changes::template(&case).bytes());
    log
}

/// Puts entries into the office's log past all checks, as an office would that was taken over.
fn slip_in(office: &Office, entries: &[Entry]) {
    let opened = sync_server::Office::open(office.path(), None, Arc::new(SystemClock::default())).unwrap();
    let put = |tables: &sync_server::storage::Tables<'_>| {
        tables.entries().append(tables.office().next_seqs(entries.len())?, entries, opened.now())?;
        // Whoever writes past the gate has to say himself whose case it is.
        let laptops = tables.devices().all()?.into_iter().filter(|kit| !kit.office);
        for laptop in laptops {
            tables.scope().join(laptop.id, Subject::Document(honest::CASE), Arrival::Fresh)?;
        }
        Ok::<_, OfficeError>(())
    };
    opened.storage.write(put).unwrap();
}

#[test]
fn poison_from_the_office_is_kept_aside_and_the_other_cases_go_on() {
    let mut office = Office::seed(500);
    let url = office.start();
    let mut laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
    let own = laptop.open_case("baru", json!({ "nama_lengkap": "Amir", "punya_nik": "tidak" }));
    office.stop();
    slip_in(&office, &poisoned_log());
    office.start();
    let view = laptop.sync();
    let case = honest::CASE.to_string();
    assert_eq!(view["held"].as_array().map(Vec::len), Some(1), "one case is named: {}", view["held"]);
    assert_eq!((&view["held"][0]["id"], &view["held"][0]["nama"]), (&json!(case), &json!("Siti Rahmah")));
    assert_eq!(view["status"]["unsent"], 0, "the own work went out");
    let shown = laptop.case(&case);
    assert_eq!(shown["fields"]["alamat"]["said"][0]["value"], "Jl. Datuk Dibanta", "what stands behind the poison arrived");
    assert_eq!(laptop.case(&own)["person"]["nama"], "Amir");
    laptop.crash_and_open();
    assert_eq!(laptop.case(&case), shown, "and is read again after a crash");
    assert_eq!(laptop.call("sync.state", json!({}))["held"], view["held"], "what is kept aside is kept");
}
