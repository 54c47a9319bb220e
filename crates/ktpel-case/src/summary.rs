//! The case in one line: what a board card, a list and the search index need.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One case in short, stored as JSON in the index of kit and server.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CaseSummary {
    /// Case id, hex.
    pub id: String,
    /// Short code, e.g. `7K3F-9QXM`.
    pub kode: String,
    /// Full name.
    pub nama: String,
    /// Sixteen digits; the UI masks it.
    pub nik: Option<String>,
    /// Family card number.
    pub no_kk: Option<String>,
    /// `YYYY-MM-DD`.
    pub tanggal_lahir: Option<String>,
    /// `L` or `P`.
    pub jenis_kelamin: Option<String>,
    /// Region code of the kelurahan.
    pub kelurahan: Option<String>,
    /// Its name.
    pub kelurahan_nama: Option<String>,
    /// Service id.
    pub layanan: String,
    /// Visit id, hex.
    pub visit: Option<String>,
    /// Contact id, hex.
    pub contact: Option<String>,
    /// Current step id: the one to work on, or the one that waits; none when closed.
    pub step: Option<String>,
    /// Printed number of that step.
    pub step_no: Option<u8>,
    /// `open` | `running` | `waiting` | `returned` | `closed`.
    pub state: String,
    /// What blocks it: `menunggu_nik` | `belum_prr` | `syarat_kurang` | `konflik` | `lihat_printer` | `insiden`; none.
    pub badge: Option<String>,
    /// Started, ms since the epoch.
    #[ts(type = "number")]
    pub started_ms: i64,
    /// In this step since.
    #[ts(type = "number")]
    pub step_since_ms: i64,
    /// Last act.
    #[ts(type = "number")]
    pub updated_ms: i64,
    /// Sum of working times, seconds.
    pub active_seconds: u32,
    /// Sum of standard times of the steps that apply, seconds.
    pub target_seconds: u32,
    /// Joins the print debt.
    pub print_debt: bool,
    /// An application for a NIK waits for the office.
    pub application_waiting: bool,
    /// A good card came out.
    pub card_good: bool,
    /// Handed over.
    pub handed_over: bool,
    /// Fields in conflict.
    pub conflicts: u32,
    /// Incidents.
    pub incidents: Vec<String>,
    /// Who works on the running step, for the board.
    pub held_by: Option<String>,
}
