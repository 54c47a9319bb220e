//! The data folder of one kit, and setting it up as the demo does.

use std::{path::Path, process::Command};

use tempfile::TempDir;

use crate::{Office, process::program};

pub use ktpel_app::{DEMO_PASSPHRASE, DEMO_PIN};

/// A kit on disk.
pub struct KitHome(TempDir);

impl KitHome {
    /// A folder without a kit.
    pub fn empty() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A kit enrolled at a running office, in demo mode.
    pub fn enrolled(office: &Office, url: &str, name: &str) -> Self {
        let home = Self::empty();
        home.enrol(office, url, name);
        home
    }

    /// Makes the kit in this folder.
    pub fn enrol(&self, office: &Office, url: &str, name: &str) {
        let output = Command::new(program("ktpel-web-host"))
            .env("KTPEL_DATA_DIR", self.path())
            .args(["setup", "--demo", "--office-url", url, "--code", &office.device_code(), "--name", name])
            .output()
            .expect("ktpel-web-host starts");
        assert!(output.status.success(), "setup failed: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
