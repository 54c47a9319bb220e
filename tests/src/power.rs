//! What a power cut leaves: every system call that a real program makes on its folder is recorded (`strace`), and from that the disk is built
//! as it may stand after a cut at any point between two calls.
//!
//! What was synced is there. Of what was not, each write may be there, be torn at a sector, or be missing; of names made, changed or removed in
//! a folder that was not synced since, a first part is there. That is what POSIX promises, less than what most file systems do.

mod disk;
mod trace;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use crate::process::wait_for;
use disk::Disk;
use trace::Step;

/// Records one run of one program over one folder.
pub struct Recorder {
    folder: PathBuf,
    before: TempDir,
    traces: TempDir,
}

impl Recorder {
    /// The folder as it is now is what a cut before the first call leaves.
    #[must_use]
    pub fn over(folder: &Path) -> Self {
        let before = tempfile::tempdir().expect("a temporary folder");
        copy(folder, before.path());
        let traces = tempfile::tempdir().expect("a temporary folder");
        Self { folder: folder.to_owned(), before, traces }
    }

    /// The command that runs this program and records it. The recorder is no parent of the program: killing the program kills it alone.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("strace");
        command.args(["-D", "-ff", "--seccomp-bpf", "-q", "-ttt", "-T", "-y", "-xx", "-s", "8388608", "-e", trace::CALLS, "-o"]);
        command.arg(self.traces.path().join("call")).arg("--").arg(program);
        command
    }

    /// Reads what was recorded, once the program has ended.
    #[must_use]
    pub fn finish(self) -> Recording {
        wait_for("the recorder to write the last call", || trace::is_whole(self.traces.path()).then_some(()));
        let steps = trace::read(self.traces.path(), &self.folder);
        assert!(steps.len() > 10, "the program was recorded");
        Recording { before: self.before, steps }
    }
}

/// A run: the disk before it and each call since.
pub struct Recording {
    before: TempDir,
    steps: Vec<Step>,
}

impl Recording {
    /// Number of points at which the power may be cut, the one before the first call included.
    #[must_use]
    pub fn points(&self) -> usize {
        self.steps.len() + 1
    }

    /// Point that lies after everything that happened before `moment`.
    #[must_use]
    pub fn point_at(&self, moment: Moment) -> usize {
        self.steps.partition_point(|step| step.at <= moment.0)
    }

    /// Writes the folder as a cut at this point may leave it; the seed chooses among the possible ones.
    pub fn cut(&self, point: usize, seed: u64, into: &Path) {
        self.cut_where(point, seed, into, |_| true);
    }

    /// The same on a disk that calls everything durable at once and is not: what a program would lose that never syncs.
    pub fn cut_of_a_lying_disk(&self, point: usize, seed: u64, into: &Path) {
        self.cut_where(point, seed, into, |step| !matches!(step.what, trace::What::Sync { .. }));
    }

    fn cut_where(&self, point: usize, seed: u64, into: &Path, happened: impl Fn(&Step) -> bool) {
        let mut disk = Disk::load(self.before.path());
        self.steps[..point].iter().filter(|step| happened(step)).for_each(|step| disk.apply(step));
        disk.cut(&mut ChaCha8Rng::seed_from_u64(seed), into);
    }

    /// `count` points, spread by the seed over the whole run.
    #[must_use]
    pub fn choose(&self, count: usize, seed: u64) -> Vec<usize> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..count).map(|_| rng.random_range(0..self.points())).collect()
    }
}

/// A moment on the clock that the recorder uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

impl Moment {
    /// Now.
    #[must_use]
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
        Self(u64::try_from(since.as_micros()).expect("microseconds fit 64 bits"))
    }
}

/// Copies a folder with everything in it, private permissions and all.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the folder can be read").map(|entry| entry.expect("the folder can be read")) {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().expect("a file has a type").is_dir() {
            fs::create_dir_all(&target).expect("a folder can be made");
            fs::set_permissions(&target, entry.metadata().expect("a file has metadata").permissions()).expect("permissions can be set");
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).expect("a file can be copied");
        }
    }
}
