//! The data folder of one kit, and setting it up as the demo does.

use std::{path::Path, process::Command};

use ktpel_domain::time::Timestamp;
use ktpel_store::{Store, StoreKey};
use ktpel_vault::{DeviceIdentity, Slots};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    Office,
    laptop::text,
    process::{program, start_until},
    tls::Secrets,
};

pub use ktpel_app::{DEMO_PASSPHRASE, DEMO_PIN};

/// Sets a demo kit up in `home` by a program of the kit, as two people do it: one reads six words aloud, the other compares them.
///
/// # Panics
/// When it is not taken in.
pub fn set_up(home: &Path, kit: &str, office: &Office, url: &str, name: &str) {
    let arguments = ["--office-url", url, "--code", &office.device_code(), "--name", name];
    set_up_with(home, kit, &arguments, |words| office.let_in(words));
}

/// The same with other arguments and another office.
///
/// # Panics
/// When it is not taken in.
pub fn set_up_with(home: &Path, kit: &str, arguments: &[&str], let_in: impl FnOnce(&str)) {
    let mut command = Command::new(program(kit));
    command.env("KTPEL_DATA_DIR", home).args(["setup", "--demo"]).args(arguments);
    let (mut setup, line) = start_until(&mut command, "six words: ");
    let_in(line.trim().strip_prefix("six words: ").expect("the line was found by it"));
    let status = setup.0.wait().expect("the program ends");
    assert!(status.success(), "set-up failed: {status}");
}

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
        set_up(self.path(), "ktpel-web-host", office, url, name);
    }

    /// What the kit in this folder proves itself with; no program may have it open.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        let data_key = Slots::load(self.path()).expect("a kit has slots").unlock(DEMO_PASSPHRASE).expect("a demo kit has demo words");
        let store = Store::open(self.path(), &StoreKey::new(*data_key.subkey("store"))).expect("the store opens");
        let setting = |name: &str| store.settings().find(name).expect("settings can be read").expect("an enrolled kit has it");
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).expect("hexadecimal");
        let office: Value = serde_json::from_str(&setting("office")).expect("the office is kept as JSON");
        let secret = hex(&setting("device_secret")).try_into().expect("a device key has 32 bytes");
        Secrets {
            device: DeviceIdentity::from_secret(&secret),
            ca: hex(&text(&office["ca"])),
            certificate: hex(&text(&office["certificate"]["der"])),
            issued: Timestamp(office["certificate"]["issued_ms"].as_i64().expect("a time")),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
