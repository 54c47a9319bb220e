//! The disk as calls change it, and what of it a power cut leaves.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::trace::{Step, What};

/// A disk writes this many bytes whole or not at all.
const SECTOR: usize = 512;

type File = usize;

/// Files by their names, each with what is durable and what is not yet.
#[derive(Default)]
pub struct Disk {
    files: Vec<Content>,
    /// Names as programs see them.
    now: BTreeMap<PathBuf, Node>,
    /// Names that a cut leaves.
    durable: BTreeMap<PathBuf, Node>,
    /// Changes of names that are not durable, in order.
    names: Vec<(u64, NameChange)>,
}

#[derive(Clone, Copy)]
enum Node {
    Folder,
    File(File),
}

#[derive(Default)]
struct Content {
    durable: Vec<u8>,
    waiting: Vec<(u64, Change)>,
    /// Where the next write without an offset goes.
    place: usize,
}

enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

impl Change {
    /// Whole sectors of a write.
    const fn sectors(&self) -> usize {
        match self {
            Self::Write { bytes, .. } => bytes.len() / SECTOR,
            Self::Length(_) => 0,
        }
    }
}

enum NameChange {
    Put(PathBuf, Node),
    Move(PathBuf, PathBuf),
    Remove(PathBuf),
}

impl NameChange {
    fn is_in(&self, folder: &Path) -> bool {
        match self {
            Self::Put(path, _) | Self::Remove(path) => path.parent() == Some(folder),
            Self::Move(from, to) => from.parent() == Some(folder) || to.parent() == Some(folder),
        }
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Self::Put(path, node) => {
                names.insert(path.clone(), *node);
            }
            Self::Move(from, to) => {
                if let Some(node) = names.remove(from) {
                    names.insert(to.clone(), node);
                }
            }
            Self::Remove(path) => {
                names.remove(path);
            }
        }
    }
}

impl Content {
    fn change(&mut self, at: u64, change: Change) {
        self.waiting.push((at, change));
    }

    /// What was asked before `from` is durable.
    fn sync(&mut self, from: u64) {
        let mut durable = std::mem::take(&mut self.durable);
        self.waiting.retain(|(at, change)| {
            let covered = *at < from;
            if covered {
                apply(change, usize::MAX, &mut durable);
            }
            !covered
        });
        self.durable = durable;
    }

    fn left_by_cut(&self, rng: &mut ChaCha8Rng) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for (_, change) in &self.waiting {
            match rng.random_range(0..4_u8) {
                0 => {}
                1 => apply(change, rng.random_range(0..=change.sectors()) * SECTOR, &mut bytes),
                _ => apply(change, usize::MAX, &mut bytes),
            }
        }
        bytes
    }
}

/// At most the first `most` bytes of a write arrive.
fn apply(change: &Change, most: usize, to: &mut Vec<u8>) {
    match change {
        Change::Length(length) => to.resize(*length, 0),
        Change::Write { offset, bytes } => {
            let bytes = &bytes[..bytes.len().min(most)];
            if bytes.is_empty() {
                return;
            }
            to.resize(to.len().max(offset + bytes.len()), 0);
            to[*offset..].iter_mut().zip(bytes).for_each(|(old, new)| *old = *new);
        }
    }
}

impl Disk {
    /// A folder at rest: all of it is durable.
    pub fn load(folder: &Path) -> Self {
        let mut disk = Self::default();
        disk.now.insert(PathBuf::new(), Node::Folder);
        disk.load_below(folder, Path::new(""));
        disk.durable = disk.now.clone();
        disk
    }

    fn load_below(&mut self, folder: &Path, name: &Path) {
        for entry in fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("the folder can be read")) {
            let name = name.join(entry.file_name());
            if entry.file_type().expect("a file has a type").is_dir() {
                self.now.insert(name.clone(), Node::Folder);
                self.load_below(&entry.path(), &name);
            } else if !name.to_string_lossy().ends_with("-shm") {
                let durable = fs::read(entry.path()).expect("a file can be read");
                self.now.insert(name, Node::File(self.files.len()));
                self.files.push(Content { durable, ..Content::default() });
            }
        }
    }

    pub fn apply(&mut self, step: &Step) {
        match &step.what {
            What::Open { path, empty } => self.open(step.at, path, *empty),
            What::Write { path, offset, bytes } => {
                let Some(file) = self.file(path) else { return };
                let offset = offset.map_or(file.place, |offset| usize::try_from(offset).expect("offsets fit memory"));
                file.place = offset + bytes.len();
                file.change(step.at, Change::Write { offset, bytes: bytes.clone() });
            }
            What::Seek { path, offset } => {
                if let Some(file) = self.file(path) {
                    file.place = usize::try_from(*offset).expect("offsets fit memory");
                }
            }
            What::Length { path, length } => {
                if let Some(file) = self.file(path) {
                    file.change(step.at, Change::Length(usize::try_from(*length).expect("lengths fit memory")));
                }
            }
            What::Sync { path, from } => self.sync(path, *from),
            What::Rename { from, to } => self.rename(step.at, NameChange::Move(from.clone(), to.clone())),
            What::Unlink { path } => self.rename(step.at, NameChange::Remove(path.clone())),
            What::Folder { path } => self.rename(step.at, NameChange::Put(path.clone(), Node::Folder)),
        }
    }

    fn open(&mut self, at: u64, path: &Path, empty: bool) {
        if !self.now.contains_key(path) {
            self.files.push(Content::default());
            self.rename(at, NameChange::Put(path.to_owned(), Node::File(self.files.len() - 1)));
        }
        if let Some(file) = self.file(path) {
            file.place = 0;
            if empty {
                file.change(at, Change::Length(0));
            }
        }
    }

    fn rename(&mut self, at: u64, change: NameChange) {
        change.apply(&mut self.now);
        self.names.push((at, change));
    }

    fn sync(&mut self, path: &Path, from: u64) {
        match self.now.get(path) {
            Some(Node::File(file)) => self.files[*file].sync(from),
            Some(Node::Folder) => {
                let durable = &mut self.durable;
                self.names.retain(|(at, change)| {
                    let covered = *at < from && change.is_in(path);
                    if covered {
                        change.apply(durable);
                    }
                    !covered
                });
            }
            None => {}
        }
    }

    fn file(&mut self, path: &Path) -> Option<&mut Content> {
        match self.now.get(path) {
            Some(Node::File(file)) => self.files.get_mut(*file),
            _ => None,
        }
    }

    /// Writes what a cut now leaves.
    pub fn cut(mut self, rng: &mut ChaCha8Rng, into: &Path) {
        let kept = rng.random_range(0..=self.names.len());
        for (_, change) in &self.names[..kept] {
            change.apply(&mut self.durable);
        }
        // A name in a folder whose own name was lost leads nowhere.
        let is_there = |name: &Path| name.ancestors().skip(1).all(|folder| matches!(self.durable.get(folder), Some(Node::Folder)));
        for (name, node) in &self.durable {
            let path = into.join(name);
            match node {
                Node::Folder if !is_there(name) => {}
                Node::Folder => fs::create_dir_all(&path).expect("a folder can be made"),
                Node::File(file) => {
                    if !is_there(name) {
                        continue;
                    }
                    fs::write(&path, self.files[*file].left_by_cut(rng)).expect("a file can be written");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn step(at: u64, what: What) -> Step {
        Step { at, what }
    }

    /// What a hundred different cuts leave of one file.
    fn left(steps: &[Step]) -> Vec<Option<Vec<u8>>> {
        let cut = |seed| {
            let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let mut disk = Disk::load(before.path());
            steps.iter().for_each(|step| disk.apply(step));
            disk.cut(&mut ChaCha8Rng::seed_from_u64(seed), after.path());
            fs::read(after.path().join("a")).ok()
        };
        (0..100).map(cut).collect()
    }

    fn written() -> Vec<Step> {
        let path = || PathBuf::from("a");
        vec![
            step(1, What::Open { path: path(), empty: false }),
            step(2, What::Write { path: path(), offset: Some(0), bytes: vec![7; 1024] }),
        ]
    }

    #[test]
    fn what_was_not_synced_may_be_lost_or_torn() {
        let left = left(&written());
        assert!(left.contains(&None), "the name may be lost");
        assert!(left.contains(&Some(Vec::new())), "the bytes may be lost");
        assert!(left.contains(&Some(vec![7; 512])), "the bytes may be torn");
        assert!(left.contains(&Some(vec![7; 1024])), "and all may be there");
    }

    #[test]
    fn what_was_synced_is_there() {
        let mut steps = written();
        steps.push(step(4, What::Sync { path: "a".into(), from: 3 }));
        assert!(left(&steps).contains(&None), "the folder was not synced");
        steps.push(step(6, What::Sync { path: PathBuf::new(), from: 5 }));
        assert!(left(&steps).iter().all(|bytes| *bytes == Some(vec![7; 1024])));
    }

    #[test]
    fn a_sync_covers_only_what_was_written_before_it_began() {
        let mut steps = written();
        steps.push(step(3, What::Sync { path: "a".into(), from: 2 }));
        steps.push(step(4, What::Sync { path: PathBuf::new(), from: 4 }));
        assert!(left(&steps).contains(&Some(Vec::new())), "the write began with the sync");
    }
}
