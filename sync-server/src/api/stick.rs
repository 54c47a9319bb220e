//! Work that a kit saved on a USB stick, uploaded by somebody at the office. What it is and whether it counts, the office decides.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    time::Duration,
};

use axum::{Json, body::Body, extract::State};
use futures_util::StreamExt;

use super::{
    problem::Problem,
    views::{StickDamage, StickTaken},
};
use crate::{
    host::App,
    office::stick::{StickError, StickReport},
    random,
};

/// Largest file that is taken: more than a stick of a week's village.
const LARGEST: u64 = 8 << 30;
/// An upload that brings nothing for so long has been cut.
const PROGRESS: Duration = Duration::from_secs(30);

pub async fn take(State(app): State<App>, body: Body) -> Result<Json<StickTaken>, Problem> {
    let spool = Spool::fill(&app, body).await?;
    let report = app
        .blocking(move |office| {
            let mut file = File::open(&spool.0)?;
            office.take_stick(&mut file)
        })
        .await?;
    Ok(Json(view(report)))
}

/// The upload on the disk, sealed as it came; gone when dropped.
struct Spool(PathBuf);

impl Spool {
    async fn fill(app: &App, body: Body) -> Result<Self, Problem> {
        let name: String = random::bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
        let spool = Self(app.office.storage.folder().join(format!("usb-{name}.tmp")));
        let mut file = File::create_new(&spool.0).map_err(|error| Problem::internal(&error))?;
        let mut stream = body.into_data_stream();
        let mut size = 0;
        loop {
            let next = tokio::time::timeout(PROGRESS, stream.next()).await.map_err(|_| Problem::bad_request("slow"))?;
            let Some(chunk) = next else { return Ok(spool) };
            let chunk = chunk.map_err(|_| Problem::bad_request("cut"))?;
            size += chunk.len() as u64;
            if size > LARGEST {
                return Err(Problem::too_large());
            }
            // Small writes into the page cache: no line waits for them.
            file.write_all(&chunk).map_err(|error| Problem::internal(&error))?;
        }
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::warn!(kind = ?error.kind(), "an uploaded file could not be removed");
        }
    }
}

fn view(report: StickReport) -> StickTaken {
    StickTaken {
        device: report.device.to_string(),
        nama: report.name,
        first: report.entries.0,
        last: report.entries.1,
        acked_seq: report.acked_seq,
        attachments: report.attachments,
        complete: report.complete,
        others: report.others.into_iter().map(|(name, _)| name).collect(),
        damaged: report.damaged.into_iter().map(|(at, bytes)| StickDamage { at, bytes }).collect(),
        whole: report.whole,
        receipt: data_encoding::BASE64.encode(&report.receipt),
    }
}

impl From<StickError> for Problem {
    fn from(error: StickError) -> Self {
        match error {
            StickError::NotOurs => Self::invalid("stick", "not_ours"),
            StickError::NotForUs => Self::invalid("stick", "not_for_us"),
            StickError::Kit => Self::invalid("stick", "kit"),
            StickError::Io(error) => Self::internal(&error),
            StickError::Office(error) => error.into(),
        }
    }
}
