//! Signing in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Body of POST /api/login.
#[derive(Clone, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LoginParams {
    /// Name to sign in with.
    pub user: String,
    /// Password.
    pub password: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MeView {
    /// Name to sign in with.
    pub user: String,
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
    /// Role as shown.
    pub peran_label: String,
    /// Name of the office.
    pub office: String,
    /// A demonstration with made-up residents.
    pub demo: bool,
    /// Version of the server.
    pub version: String,
    /// What the role may do here: `read_case`, `answer_application`, `enter_status`, `release`, `answer_conflict`, `settle_incident`, `note`,
    /// `device_code`, `plan_visit`.
    pub may: Vec<String>,
}
