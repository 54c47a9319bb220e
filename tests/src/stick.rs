//! A USB stick: a small file system of its own, plugged in at a folder, that can be pulled out with what is on it; and a laptop that somebody pulls it
//! from in the middle of writing. Needs root (or sudo), as a small disk does.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use ktpel_app::{Host, SystemHost};
use ktpel_domain::time::Timestamp;
use ktpel_ipc::Event;
use tempfile::TempDir;

use crate::small_disk::SmallDisk;

/// The stick.
pub struct Stick {
    content: TempDir,
    _disk: SmallDisk,
    port: TempDir,
}

impl Stick {
    /// A stick with so much room, plugged in.
    #[must_use]
    pub fn plugged_in(megabytes: u32) -> Self {
        let content = tempfile::tempdir().expect("a temporary folder");
        let stick =
            Self { _disk: SmallDisk::under(content.path(), megabytes), content, port: tempfile::tempdir().expect("a temporary folder") };
        stick.plug_in();
        stick
    }

    /// The folder at which it is plugged in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.port.path()
    }

    /// Plugs it in again.
    pub fn plug_in(&self) {
        run(&["mount", "--bind", &self.content.path().to_string_lossy(), &self.folder().to_string_lossy()]);
    }

    /// Pulls it out, whoever still writes on it.
    pub fn pull(&self) {
        pull(self.folder());
    }

    /// Names of all that lies on it, plugged in or not.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.content.path()).expect("the stick can be read");
        let mut names: Vec<String> = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// A file on it, plugged in or not.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.content.path().join(name)
    }
}

impl Drop for Stick {
    fn drop(&mut self) {
        // Pulled out already, perhaps.
        let _ = Command::new("umount").arg("-l").arg(self.folder()).output();
    }
}

/// Pulls out what is plugged in at a folder.
pub fn pull(folder: &Path) {
    run(&["umount", "-l", &folder.to_string_lossy()]);
}

fn run(words: &[&str]) {
    let done = |words: &[&str]| Command::new(words[0]).args(&words[1..]).output().is_ok_and(|output| output.status.success());
    assert!(
        done(words) || done(&[&["sudo", "-n"], words].concat()),
        "a stick can be plugged in and out (as root, or with sudo): {words:?}"
    );
}

type Mishap = Box<dyn FnOnce() + Send>;

/// What happens once to the file that is being written, as soon as it has so many bytes.
#[derive(Default)]
pub struct Mishaps {
    at_bytes: AtomicU64,
    waiting: Mutex<Option<(PathBuf, Mishap)>>,
}

impl Mishaps {
    /// From now on.
    pub fn expect(&self, folder: &Path, at_bytes: u64, mishap: impl FnOnce() + Send + 'static) {
        self.at_bytes.store(at_bytes, Ordering::SeqCst);
        *self.waiting.lock().expect("no test panicked with it") = Some((folder.to_owned(), Box::new(mishap)));
    }

    /// Whether it has happened.
    #[must_use]
    pub fn happened(&self) -> bool {
        self.waiting.lock().expect("no test panicked with it").is_none()
    }

    fn look(&self) {
        let mut waiting = self.waiting.lock().expect("no test panicked with it");
        let due = waiting.as_ref().is_some_and(|(folder, _)| unfinished_bytes(folder) > self.at_bytes.load(Ordering::SeqCst));
        if let Some((_, mishap)) = waiting.take_if(|_| due) {
            mishap();
        }
    }
}

fn unfinished_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let unfinished = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".sedang-ditulis"));
    unfinished.filter_map(|entry| entry.metadata().ok()).map(|data| data.len()).sum()
}

/// A machine that looks for a mishap whenever the kit reads its clock, which it does between any two parts of a file.
pub struct UnluckyHost {
    machine: SystemHost,
    mishaps: Arc<Mishaps>,
}

impl UnluckyHost {
    /// The machine that runs the test, but for what may happen.
    #[must_use]
    pub fn new(mishaps: &Arc<Mishaps>) -> Self {
        Self { machine: SystemHost::new(Box::new(drop)), mishaps: Arc::clone(mishaps) }
    }
}

impl Host for UnluckyHost {
    fn now(&self) -> Timestamp {
        self.mishaps.look();
        self.machine.now()
    }

    fn monotonic_ms(&self) -> u64 {
        self.machine.monotonic_ms()
    }

    fn random(&self, bytes: &mut [u8]) {
        self.machine.random(bytes);
    }

    fn emit(&self, _: Event) {}

    fn battery(&self) -> Option<u8> {
        None
    }

    fn free_bytes(&self, dir: &Path) -> Option<u64> {
        self.machine.free_bytes(dir)
    }
}
