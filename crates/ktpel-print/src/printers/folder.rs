//! A folder as printer: PDF and a sidecar JSON, each written whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use serde_json::json;

use super::{Condition, Job, JobId, NotPrinted, PrintOutcome, PrinterStatus};

/// Writes each job as `<kind>-<id>.pdf` with `<kind>-<id>.json` beside it; the JSON comes last and makes it count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    directory: PathBuf,
}

impl Folder {
    /// Uses `directory`; it is made when the first job comes.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// Where the PDF of a job lies once it is printed.
    #[must_use]
    pub fn pdf_path(&self, kind: &str, id: JobId) -> PathBuf {
        self.directory.join(format!("{kind}-{id}.pdf"))
    }

    pub(super) fn status(&self) -> PrinterStatus {
        PrinterStatus::bare(match fs::create_dir_all(&self.directory) {
            Ok(()) => Condition::Ready,
            Err(_) => Condition::Stopped,
        })
    }

    pub(super) fn print(&self, job: &Job) -> PrintOutcome {
        match self.write(job) {
            Ok(()) => PrintOutcome::Printed,
            Err(_) => PrintOutcome::NotPrinted { reason: NotPrinted::Disk },
        }
    }

    fn write(&self, job: &Job) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        let sidecar = json!({
            "job": job.id.to_string(),
            "jenis": job.kind,
            "halaman": job.pages,
            "media": job.media.pwg_name(),
            "pdf_sha256": HEXLOWER.encode(&job.pdf_hash()),
        });
        let pdf = self.pdf_path(job.kind, job.id);
        self.write_whole(&pdf, &job.pdf)?;
        self.write_whole(&pdf.with_extension("json"), format!("{sidecar:#}\n").as_bytes())
    }

    /// Temporary file, fsync, rename, fsync of the directory.
    fn write_whole(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let temporary = path.with_extension("tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        File::open(&self.directory)?.sync_all()
    }

    pub(super) fn recall(&self, id: JobId) -> PrintOutcome {
        let ending = format!("-{id}.json");
        let Ok(entries) = fs::read_dir(&self.directory) else {
            return PrintOutcome::NotPrinted { reason: NotPrinted::NoSuchJob };
        };
        if entries.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(&ending)) {
            PrintOutcome::Printed
        } else {
            PrintOutcome::NotPrinted { reason: NotPrinted::NoSuchJob }
        }
    }
}
