//! What another laptop of the team gave: judged by its signed address, then batch by batch through the same gate and the same transaction as what comes
//! over the village's network. A file that is cut or damaged gives what is whole; taking it twice changes nothing.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::Path,
};

use ktpel_domain::ids::{DeviceId, DocId};
use ktpel_ipc::{
    Problem,
    views::{StickBundle, StickTakeParams, StickWork},
};
use ktpel_sync::{
    Limits, decode_batch,
    stick::{ADDRESS_BYTES, Address, AddressError, Found, Part, Scanner, Tally},
};
use ktpel_vault::CaseIdentity;

use super::{io as io_problem, refused};
use crate::{App, Host, board::to_u32, lock, opened::Opened, team, visits};

/// Bytes read from the file at once.
const READ: usize = 256 << 10;

/// A bundle on a stick, as the screen names it; none for what cannot be read.
pub(super) fn look(opened: &Opened, file: &Path) -> Option<StickBundle> {
    let (address, _, _) = begin(file).ok()?;
    let state = judge(opened, &address).ok()?.unwrap_or("ok");
    Some(StickBundle {
        file: file.to_string_lossy().into_owned(),
        nama: opened.devices.get(&address.from).cloned().unwrap_or_default(),
        at_ms: address.at_ms,
        state: state.to_owned(),
    })
}

/// Takes it in.
pub(crate) fn take<H: Host>(app: &App<H>, params: &StickTakeParams) -> Result<StickWork, Problem> {
    let _alone = lock(&app.stick);
    let (address, head, mut file) = begin(Path::new(params.file.trim()))?;
    let identity = app.open(|opened| {
        admit(opened, &address)?;
        Ok(CaseIdentity::of_device(&opened.device))
    })?;
    let mut taking = Taking::new(app, address, identity, &head);
    let mut scanner = Scanner::of_frames(head.begins);
    scanner.push(&head.rest);
    let mut buffer = vec![0; READ];
    loop {
        while let Some(found) = scanner.take_next() {
            taking.found(found)?;
        }
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => scanner.push(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Pulled out in the middle: what was read is taken, the rest counts as cut off.
            Err(_) if taking.opened > 0 => break,
            Err(error) => return Err(io_problem(&error)),
        }
    }
    scanner.finish();
    while let Some(found) = scanner.take_next() {
        taking.found(found)?;
    }
    taking.report()
}

/// The beginning of the file: the signed address as it stands there, and what was read behind it.
struct Beginning {
    address: Vec<u8>,
    rest: Vec<u8>,
    begins: u64,
}

fn begin(path: &Path) -> Result<(Address, Beginning, File), Problem> {
    let is_file = std::fs::metadata(path).map_err(|error| io_problem(&error))?.is_file();
    if !is_file {
        return Err(refused("file_not_ours"));
    }
    let mut file = File::open(path).map_err(|error| io_problem(&error))?;
    let mut bytes = Vec::with_capacity(ADDRESS_BYTES);
    Read::by_ref(&mut file).take(ADDRESS_BYTES as u64).read_to_end(&mut bytes).map_err(|error| io_problem(&error))?;
    let (address, end) = Address::read(&bytes).map_err(|error| {
        refused(match error {
            AddressError::NotOurs => "file_not_ours",
            AddressError::ForOffice => "file_for_office",
            AddressError::Later => "file_later",
            AddressError::Damaged => "file_damaged",
        })
    })?;
    let rest = bytes.split_off(end);
    Ok((address, Beginning { address: bytes, rest, begins: end as u64 }, file))
}

/// Why this laptop does not take a bundle; none if it does. As on the village's network, a team is who works on the same visit.
fn judge(opened: &Opened, address: &Address) -> Result<Option<&'static str>, Problem> {
    let own = opened.device.id();
    Ok(match () {
        () if address.office != opened.office.server => Some("file_other_office"),
        () if address.from == own => Some("file_own"),
        () if address.to != own => Some("file_other_laptop"),
        () if opened.ended.contains_key(&address.from) => Some("file_revoked"),
        () if visits::chosen(opened)? != Some(address.visit) => Some("file_other_visit"),
        () => None,
    })
}

fn admit(opened: &Opened, address: &Address) -> Result<(), Problem> {
    judge(opened, address)?.map_or(Ok(()), |why| Err(refused(why)))
}

/// What is known while the file is read.
struct Taking<'a, H: Host> {
    app: &'a App<H>,
    address: Address,
    identity: CaseIdentity,
    tally: Tally,
    /// Parts that were opened.
    opened: u64,
    entries: usize,
    cases: BTreeSet<DocId>,
    left: BTreeSet<DeviceId>,
    damaged: u32,
    whole: bool,
}

impl<'a, H: Host> Taking<'a, H> {
    fn new(app: &'a App<H>, address: Address, identity: CaseIdentity, head: &Beginning) -> Self {
        let mut tally = Tally::default();
        tally.add(&head.address);
        let (cases, left) = (BTreeSet::new(), BTreeSet::new());
        Self { app, address, identity, tally, opened: 0, entries: 0, cases, left, damaged: 0, whole: false }
    }

    fn found(&mut self, found: Found) -> Result<(), Problem> {
        match found {
            Found::Frame(sealed) => self.frame(&sealed),
            Found::Damaged { .. } | Found::NotOurs => {
                self.damaged += 1;
                Ok(())
            }
        }
    }

    fn frame(&mut self, sealed: &[u8]) -> Result<(), Problem> {
        let plain = ktpel_vault::open(sealed, &self.identity).ok();
        let part = plain.as_ref().and_then(|plain| Part::from_bytes(plain).ok());
        let Some((plain, part)) = plain.zip(part) else {
            self.damaged += 1;
            return Ok(());
        };
        self.opened += 1;
        match part {
            Part::End(end) => self.whole = self.tally.fits(&end, self.address.from, &self.address.key),
            Part::Batch(bytes) => {
                self.tally.add(&plain);
                self.batch(&bytes)?;
            }
            // A laptop's file has no other part.
            Part::Head(_) | Part::Piece(_) | Part::Brought(_) => self.damaged += 1,
        }
        Ok(())
    }

    fn batch(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let address = self.address;
        let key_of = |device: DeviceId| (device == address.from).then_some(address.key);
        let Ok(batch) = decode_batch(bytes, key_of, &Limits::default()) else {
            self.damaged += 1;
            return Ok(());
        };
        let kept = self.app.open(|opened| {
            // The office's log in this very file may say that its author was revoked.
            admit(opened, &address)?;
            team::keep(self.app, opened, &batch, None)
        })?;
        team::tell(self.app, &kept);
        self.entries += kept.new;
        self.cases.extend(kept.changed);
        self.left.extend(kept.left);
        Ok(())
    }

    fn report(self) -> Result<StickWork, Problem> {
        if self.opened == 0 {
            return Err(refused("file_damaged"));
        }
        let from = self.address.from;
        let (nama, left) = self.app.open(|opened| {
            let name = |device: &DeviceId| opened.devices.get(device).cloned().unwrap_or_else(|| device.to_string());
            Ok((name(&from), self.left.iter().map(name).collect::<Vec<_>>()))
        })?;
        tracing::info!(%from, entries = self.entries, cases = self.cases.len(), whole = self.whole, "work of another laptop taken");
        Ok(StickWork {
            nama,
            entries: to_u32(self.entries),
            cases: to_u32(self.cases.len()),
            damaged: self.damaged,
            left,
            whole: self.whole,
        })
    }
}
