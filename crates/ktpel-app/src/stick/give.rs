//! For one other laptop of the team: all that this laptop holds, sealed for that one. What the other has already it skips.
//!
//! Everything is in it, because nobody can be asked what the other holds; and the office's log stands first, so that the other learns who was taken
//! in or revoked meanwhile. Pictures stay: a stick cannot be made to forget what opens them (docs/decisions/0011).

use std::path::Path;

use ktpel_domain::ids::{DeviceId, DocId};
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{StickGiveParams, StickGiven, StickLaptop},
};
use ktpel_sync::{
    stick::{Address, Part, Tally},
    team::Have,
};
use ktpel_vault::Recipient;

use super::{
    BUNDLE,
    draft::{Draft, Written},
    refused, safe, stem,
};
use crate::{App, Host, act::stored, lock, opened::Opened, orders, problem::bad, team, visits};

/// Laptops that can be given something: named by the office and not revoked, in the order of their names.
pub(crate) fn laptops(opened: &Opened) -> Result<Vec<StickLaptop>, Problem> {
    let named = team::named(opened).map_err(stored)?;
    let others = named.into_iter().map(|record| (record.device_id(), record));
    let mut laptops: Vec<StickLaptop> = others
        .filter(|(device, record)| !record.office && *device != opened.device.id() && !opened.ended.contains_key(device))
        .map(|(device, record)| StickLaptop { device: device.to_string(), nama: record.name })
        .collect();
    laptops.sort_by(|one, other| (&one.nama, &one.device).cmp(&(&other.nama, &other.device)));
    laptops.dedup();
    Ok(laptops)
}

/// Writes the file for the laptop that was chosen.
pub(crate) fn give<H: Host>(app: &App<H>, params: &StickGiveParams) -> Result<StickGiven, Problem> {
    let _alone = lock(&app.stick);
    let plan = app.open(|opened| Plan::make(app, opened, &params.device))?;
    let draft = Draft::begin(Path::new(params.folder.trim()), &plan.stem, BUNDLE)?;
    let written = write(app, &plan, draft)?;
    tracing::info!(to = %plan.to, bytes = written.bytes, "work given to another laptop");
    Ok(StickGiven { name: written.name, bytes: written.bytes, nama: plan.nama })
}

struct Plan {
    stem: String,
    nama: String,
    to: DeviceId,
    visit: DocId,
    recipient: Recipient,
    /// The signed beginning of the file.
    address: Vec<u8>,
}

impl Plan {
    fn make<H: Host>(app: &App<H>, opened: &Opened, device: &str) -> Result<Self, Problem> {
        let revoked =
            orders::revoked_since(opened)?.map(|at| at.0).or_else(|| opened.ended.get(&opened.device.id()).map(|ended| ended.at_ms));
        if let Some(at_ms) = revoked {
            return Err(Problem::new(ProblemCode::Revoked).with("at_ms", at_ms));
        }
        let visit = visits::chosen(opened)?.ok_or_else(|| refused("no_visit"))?;
        let known = laptops(opened)?.into_iter().find(|laptop| laptop.device == device).ok_or_else(|| bad("device"))?;
        let to: DeviceId = device.parse().map_err(|_| bad("device"))?;
        let key = team::named(opened).map_err(stored)?.into_iter().find(|record| record.device_id() == to).map(|record| record.public_key);
        let recipient = key.and_then(|key| Recipient::of_device(&key).ok()).ok_or_else(|| bad("device"))?;
        let at_ms = app.host().now().0;
        let (office, from, key) = (opened.office.server, opened.device.id(), opened.device.public());
        let address = Address { office, from, key, to, visit, at_ms }.seal(|message| opened.device.sign(message));
        let stem = format!("{}-untuk-{}", stem(opened, at_ms), safe(&known.nama));
        Ok(Self { stem, nama: known.nama, to, visit, recipient, address })
    }
}

/// Writes it, batch by batch: neither memory nor the store's lock is held for long.
fn write<H: Host>(app: &App<H>, plan: &Plan, mut draft: Draft) -> Result<Written, Problem> {
    let mut tally = Tally::default();
    draft.write(&plan.address)?;
    tally.add(&plan.address);
    let mut inside: Vec<Have> = Vec::new();
    while let Some(packed) = app.open(|opened| team::pack(opened, plan.to, Some(plan.visit), &inside))? {
        let part = Part::Batch(packed.batch).to_bytes();
        tally.add(&part);
        draft.write_sealed(&part, &plan.recipient)?;
        for reach in packed.reach {
            match inside.iter_mut().find(|have| have.device == reach.device) {
                Some(have) => have.seq = have.seq.max(reach.seq),
                None => inside.push(reach),
            }
        }
        if !packed.more {
            break;
        }
    }
    let end = app.open(|opened| Ok(tally.end(opened.device.id(), |message| opened.device.sign(message))))?;
    draft.write_sealed(&Part::End(end).to_bytes(), &plan.recipient)?;
    draft.publish()
}
