//! Accounts of the office.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccountItem {
    /// Name to sign in with.
    pub login: String,
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
    /// Role as shown.
    pub peran_label: String,
    /// `active` or `disabled`.
    pub state: String,
    /// `totp`, `missing` (to be set up at the next sign-in) or `none` (a made-up user of a demonstration).
    pub second_factor: String,
    /// Recovery codes that are left.
    pub codes_left: u32,
    /// A one-time password is out, good until then.
    #[ts(type = "number | null")]
    pub one_time_until_ms: Option<i64>,
    /// Last finished sign-in.
    #[ts(type = "number | null")]
    pub last_sign_in_ms: Option<i64>,
    /// After too many wrong tries: seconds until the next one.
    pub wait_s: Option<u32>,
}

/// Body of POST /api/accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccountParams {
    /// Name to sign in with.
    pub login: String,
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
}

/// Body of POST /api/accounts/{login}/state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccountStateParams {
    /// `active` or `disabled`.
    pub state: String,
}

/// A one-time password, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OneTimePassword {
    /// Name to sign in with.
    pub login: String,
    /// Good for one sign-in.
    pub password: String,
}
