//! A file system of a few megabytes under a program's folder, so that it can really be full.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::Command,
};

use crate::power::copy;

/// The file system; gone with the value.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Puts it under this folder; what lies there moves onto it.
    #[must_use]
    pub fn under(folder: &Path, megabytes: u32) -> Self {
        let aside = tempfile::tempdir().expect("a temporary folder");
        copy(folder, aside.path());
        let size = format!("size={megabytes}m,mode=700");
        let mount = |program: &[&str]| {
            let options = ["-t", "tmpfs", "-o", &size, "ktpel"];
            Command::new(program[0]).args(&program[1..]).args(options).arg(folder).status().is_ok_and(|status| status.success())
        };
        assert!(mount(&["mount"]) || mount(&["sudo", "-n", "mount"]), "a small disk can be mounted (as root, or with sudo)");
        copy(aside.path(), folder);
        Self(folder.to_owned())
    }

    /// Leaves no free byte.
    pub fn fill(&self) {
        let mut ballast = fs::File::create(self.ballast()).expect("the ballast can be made");
        let full = loop {
            if let Err(error) = ballast.write_all(&[7; 4096]) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull, "the disk really is full");
    }

    /// There is room again.
    pub fn free(&self) {
        fs::remove_file(self.ballast()).expect("the ballast is there");
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("beban")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let gone = Command::new("umount").arg("-l").arg(&self.0).status().is_ok_and(|status| status.success());
        let _ = gone || Command::new("sudo").args(["-n", "umount", "-l"]).arg(&self.0).status().is_ok();
    }
}
