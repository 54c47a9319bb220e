//! Where a desktop mounts sticks: below `/media` and `/run/media`.

use std::{
    fs::Metadata,
    path::{Path, PathBuf},
};

const ROOTS: [&str; 2] = ["/media/", "/run/media/"];

/// Mounted removable media.
pub fn mounted() -> Vec<PathBuf> {
    of_table(&std::fs::read_to_string("/proc/self/mounts").unwrap_or_default())
}

/// A folder for sticks in which none is mounted: what is written there stays on the laptop's own disk.
pub fn is_bare(folder: &Path) -> bool {
    let root = ROOTS.iter().find(|root| folder.starts_with(root));
    root.and_then(|root| Some((std::fs::metadata(root).ok()?, std::fs::metadata(folder).ok()?)))
        .is_some_and(|(root, here)| is_one_disk(&root, &here))
}

#[cfg(unix)]
fn is_one_disk(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.dev() == other.dev()
}

/// Elsewhere a stick that is gone takes its folder with it.
#[cfg(not(unix))]
const fn is_one_disk(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// Whether two names lead to the same file of the same disk.
#[cfg(unix)]
pub fn is_one_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere the size must do.
#[cfg(not(unix))]
pub fn is_one_file(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len()
}

fn of_table(table: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = table
        .lines()
        .filter_map(|line| line.split(' ').nth(1))
        .filter(|place| ROOTS.iter().any(|root| place.starts_with(root)))
        .map(|place| PathBuf::from(unescape(place)))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The kernel writes a space as `\040`.
fn unescape(place: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", r"\")]
        .iter()
        .fold(place.to_owned(), |text, (code, plain)| text.replace(code, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sticks_are_found_and_disks_are_not() {
        let table = "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/siti/USB\\040KTP vfat rw 0 0\n/dev/sdc1 /run/media/siti/KOLO exfat rw 0 0\nproc /proc proc rw 0 0\n";
        assert_eq!(of_table(table), [PathBuf::from("/media/siti/USB KTP"), PathBuf::from("/run/media/siti/KOLO")]);
    }
}
