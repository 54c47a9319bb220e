//! Where a desktop mounts sticks: below `/media` and `/run/media`.

use std::path::PathBuf;

const ROOTS: [&str; 2] = ["/media/", "/run/media/"];

/// Mounted removable media.
pub fn mounted() -> Vec<PathBuf> {
    of_table(&std::fs::read_to_string("/proc/self/mounts").unwrap_or_default())
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
