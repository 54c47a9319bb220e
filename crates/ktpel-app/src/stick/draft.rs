//! A file on a stick while it is written. It bears another name until all of it is durable, so that a stick that was pulled out, filled or lost in
//! the middle holds no file that could be taken for a whole one; and what such an attempt left is cleared away by the next.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use ktpel_ipc::Problem;
use ktpel_sync::stick;
use ktpel_vault::Recipient;

use super::{io, places, refused};
use crate::problem::internal;

/// What every file of a kit begins with.
const PREFIX: &str = "ktpel-";
/// What the name ends with until the file is whole.
const UNFINISHED: &str = ".sedang-ditulis";
/// Files of one second in one folder.
const SAME_NAME: u32 = 100;

/// A file of a kit on its way to a stick; gone again unless it is published.
pub(super) struct Draft {
    folder: PathBuf,
    name: String,
    file: File,
    bytes: u64,
    published: bool,
}

/// A whole file on a stick.
pub(super) struct Written {
    pub(super) name: String,
    pub(super) bytes: u64,
}

impl Draft {
    /// Begins a file `ktpel-STEM.EXTENSION` in a folder of a stick that is really there, and clears away what earlier attempts left.
    pub(super) fn begin(folder: &Path, stem: &str, extension: &str) -> Result<Self, Problem> {
        if !folder.is_dir() {
            return Err(refused("folder"));
        }
        if places::is_bare(folder) {
            return Err(refused("gone"));
        }
        clear_unfinished(folder);
        let name = free_name(folder, stem, extension).ok_or_else(|| refused("full"))?;
        // Never over a file that is there: what a stick shows may be a link to somewhere else.
        let file = File::create_new(folder.join(unfinished(&name))).map_err(|error| io(&error))?;
        Ok(Self { folder: folder.to_owned(), name, file, bytes: 0, published: false })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.file.write_all(bytes).map_err(|error| io(&error))?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// One frame, sealed for itself.
    pub(super) fn write_sealed(&mut self, part: &[u8], recipient: &Recipient) -> Result<(), Problem> {
        let sealed = ktpel_vault::seal(part, std::slice::from_ref(recipient)).map_err(|error| internal("stick", &error))?;
        self.write(&stick::frame(&sealed))
    }

    /// Gives the file its name. A stick is pulled out as soon as the screen says so: everything must be on it.
    pub(super) fn publish(mut self) -> Result<Written, Problem> {
        let there = self.settle().map_err(|error| io(&error))?;
        if !there {
            return Err(refused("gone"));
        }
        self.published = true;
        Ok(Written { name: std::mem::take(&mut self.name), bytes: self.bytes })
    }

    /// Answers whether the name leads to what was written: a stick that was pulled out leaves its folder behind, empty, on the laptop's own disk.
    fn settle(&self) -> io::Result<bool> {
        self.file.sync_all()?;
        let whole = self.folder.join(&self.name);
        fs::rename(self.path(), &whole)?;
        File::open(&self.folder)?.sync_all()?;
        let (written, found) = (self.file.metadata()?, fs::symlink_metadata(&whole)?);
        Ok(written.len() == self.bytes && places::is_one_file(&written, &found))
    }

    fn path(&self) -> PathBuf {
        self.folder.join(unfinished(&self.name))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // What was begun is of no use; a stick that is gone has nothing to remove, and the next attempt clears what stays.
            let _ = fs::remove_file(self.path());
        }
    }
}

fn unfinished(name: &str) -> String {
    format!("{name}{UNFINISHED}")
}

fn free_name(folder: &Path, stem: &str, extension: &str) -> Option<String> {
    let taken = |name: &String| fs::symlink_metadata(folder.join(name)).is_ok();
    let first = format!("{PREFIX}{stem}.{extension}");
    std::iter::once(first).chain((2..SAME_NAME).map(|n| format!("{PREFIX}{stem}-{n}.{extension}"))).find(|name| !taken(name))
}

/// Removes what kits began in this folder and could not end. Never fails: what cannot be removed only takes room.
fn clear_unfinished(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file())) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(UNFINISHED) {
            let removed = fs::remove_file(entry.path()).is_ok();
            tracing::info!(removed, "an unfinished file of an earlier attempt");
        }
    }
}

#[cfg(test)]
mod tests {
    use ktpel_ipc::ProblemCode;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_has_its_name_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut draft = Draft::begin(folder.path(), "a", "ktps").unwrap();
        draft.write(b"half").unwrap();
        assert_eq!(names(folder.path()), ["ktpel-a.ktps.sedang-ditulis"]);
        drop(draft);
        assert_eq!(names(folder.path()), Vec::<String>::new(), "what was given up is gone");
        let mut draft = Draft::begin(folder.path(), "a", "ktps").unwrap();
        draft.write(b"whole").unwrap();
        let written = draft.publish().unwrap();
        assert_eq!((written.name.as_str(), written.bytes), ("ktpel-a.ktps", 5));
        assert_eq!(names(folder.path()), ["ktpel-a.ktps"]);
    }

    #[test]
    fn what_earlier_attempts_left_is_cleared_and_what_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["ktpel-a.ktps.sedang-ditulis", "ktpel-a.ktps", "surat.sedang-ditulis", "liburan.jpg"] {
            fs::write(folder.path().join(name), b"x").unwrap();
        }
        let written = Draft::begin(folder.path(), "a", "ktps").unwrap().publish().unwrap();
        assert_eq!(written.name, "ktpel-a-2.ktps", "a whole file of the same second is not written over");
        assert_eq!(names(folder.path()), ["ktpel-a-2.ktps", "ktpel-a.ktps", "liburan.jpg", "surat.sedang-ditulis"]);
    }

    #[test]
    fn a_folder_that_was_swapped_under_the_writer_is_noticed() {
        let stick = tempfile::tempdir().unwrap();
        let folder = stick.path().join("USB");
        fs::create_dir(&folder).unwrap();
        let mut draft = Draft::begin(&folder, "a", "ktps").unwrap();
        draft.write(b"on the stick").unwrap();
        // Somebody pulls it out; another one with a file of this very name is there.
        fs::rename(&folder, stick.path().join("pulled")).unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("ktpel-a.ktps.sedang-ditulis"), b"on the stick").unwrap();
        let problem = draft.publish().err().unwrap();
        assert_eq!((problem.code, problem.params["what"].as_str()), (ProblemCode::Stick, "gone"));
    }
}
