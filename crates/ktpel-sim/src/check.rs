//! The promises, asked of every node after the weather has cleared.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_case::{CaseView, project, project::incidents::TWO_PRINTS, serials};
use ktpel_domain::ids::{DeviceId, DocId, Hash};
use ktpel_sync::Entry;

use crate::{
    book::{Book, Expected},
    kit::Kit,
    office::Office,
    people,
    store::Rows,
};

/// What may not be true at any time: a kit takes something for safe that the office could still lose.
pub fn always(kits: &[Kit], office: &Office) -> Result<(), String> {
    for kit in kits {
        let durable = office.store.durable.get(&kit.person.device()).copied().unwrap_or_default();
        if kit.believes() > durable {
            return Err(format!(
                "kit {} believes that {} entries are safe, the office holds {durable} durably",
                kit.person.node,
                kit.believes()
            ));
        }
        let lost = kit
            .store
            .rows
            .files
            .iter()
            .find(|(hash, file)| file.confirmed && office.store.durable_files.get(hash).is_none_or(|bytes| *bytes < file.bytes.len()));
        if let Some((hash, _)) = lost {
            return Err(format!("kit {} believes that file {hash} is safe, the office has not all of it durably", kit.person.node));
        }
        if let Some(alarm) = kit.alarms.first() {
            return Err(format!("kit {} was told {alarm:?} although no disk was restored", kit.person.node));
        }
    }
    Ok(())
}

/// What must be true when everybody has met: the first promise that does not hold.
pub fn at_the_end(kits: &[Kit], office: &Office, book: &Book) -> Result<(), String> {
    let nodes = kits.iter().map(|kit| (format!("kit {}", kit.person.node), &kit.store.rows));
    let nodes: Vec<(String, &Rows)> = nodes.chain([("the office".to_owned(), &office.store.rows)]).collect();
    kept(&nodes, book)?;
    whole(kits, &office.store.rows)?;
    once(&office.store.rows)?;
    let expected = book.expected();
    for (name, rows) in &nodes {
        if let Some((doc, device, seq)) = rows.aside.first() {
            return Err(format!("{name} still holds the honest change {seq} of {device} to {doc} aside"));
        }
        same_documents(name, rows, &office.store.rows)?;
        let shown = shown(rows);
        let differs = [
            ("acts", shown.acts == expected.acts),
            ("conflicts", shown.conflicts == expected.conflicts),
            ("two prints", shown.two_prints == expected.two_prints),
            ("serials used twice", shown.serials == expected.serials),
        ];
        if let Some((what, _)) = differs.iter().find(|(_, same)| !same) {
            return Err(format!("{what} on {name} are not those that people made: {shown:?} instead of {expected:?}"));
        }
    }
    Ok(())
}

/// No entry that was durable on its kit is lost anywhere.
fn kept(nodes: &[(String, &Rows)], book: &Book) -> Result<(), String> {
    for deed in book.deeds() {
        let Some(device) = deed.device else { continue };
        if let Some((name, _)) = nodes.iter().find(|(_, rows)| rows.hash_at(device, deed.seq).is_none()) {
            return Err(format!("entry {} of {device} is lost on {name}", deed.seq));
        }
    }
    Ok(())
}

/// Every kit holds every log whole, with the very entries of the office: no cursor has skipped anything.
fn whole(kits: &[Kit], office: &Rows) -> Result<(), String> {
    let hashes = |log: &BTreeMap<u64, Entry>| log.iter().map(|(seq, entry)| (*seq, entry.header.hash())).collect::<Vec<(u64, Hash)>>();
    for kit in kits {
        for (device, log) in &office.logs {
            let held = kit.store.rows.logs.get(device).map(hashes).unwrap_or_default();
            if held != hashes(log) {
                return Err(format!("kit {} holds {} entries of {device}, the office {}", kit.person.node, held.len(), log.len()));
            }
        }
        let gap = kit.store.rows.logs.values().any(|log| log.keys().copied().ne(1..=log.len() as u64));
        if gap || kit.store.rows.logs.len() != office.logs.len() {
            return Err(format!("kit {} holds a log with a gap, or one that the office lacks", kit.person.node));
        }
        if kit.store.rows.files.values().any(|file| !file.confirmed) {
            return Err(format!("kit {} still holds a file that the office has not confirmed", kit.person.node));
        }
        if kit.believes() != kit.store.rows.tip(kit.person.device()).seq {
            return Err(format!("kit {} does not know that all its work is safe", kit.person.node));
        }
    }
    Ok(())
}

/// Nothing has two positions but what waited for what it builds on.
fn once(office: &Rows) -> Result<(), String> {
    let mut times: BTreeMap<&(DeviceId, u64), usize> = BTreeMap::new();
    office.order.iter().for_each(|entry| *times.entry(entry).or_default() += 1);
    match times.iter().find(|(_, times)| **times > 2) {
        Some(((device, seq), times)) => Err(format!("entry {seq} of {device} has {times} positions")),
        None if times.len() != office.logs.values().map(BTreeMap::len).sum::<usize>() => Err("an entry has no position".to_owned()),
        None => Ok(()),
    }
}

fn same_documents(name: &str, rows: &Rows, office: &Rows) -> Result<(), String> {
    let heads = |rows: &Rows| rows.docs.iter().map(|(id, doc)| (*id, doc.heads())).collect::<BTreeMap<DocId, Vec<Hash>>>();
    if heads(rows) == heads(office) { Ok(()) } else { Err(format!("{name} and the office do not show the same cases")) }
}

fn shown(rows: &Rows) -> Expected {
    let views: Vec<CaseView> = rows.docs.values().map(|doc| project(doc, people::roster())).collect();
    let conflict = |view: &CaseView| view.conflicts().into_iter().map(|field| (view.id, field.to_owned())).collect::<Vec<_>>();
    let keys = |view: &CaseView| view.acts.iter().map(|act| act.key.clone()).collect::<BTreeSet<_>>();
    Expected {
        acts: views.iter().map(|view| (view.id, keys(view))).collect(),
        conflicts: views.iter().flat_map(conflict).collect(),
        two_prints: views
            .iter()
            .filter(|view| view.incidents().iter().any(|incident| incident == TWO_PRINTS))
            .map(|view| view.id)
            .collect(),
        serials: serials::taken_twice(&views).into_keys().collect(),
    }
}
