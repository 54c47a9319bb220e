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

/// What the sign-in page shows before anybody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FrontDoor {
    /// Name of the office.
    pub office: String,
    /// A demonstration with made-up residents: no code is asked for.
    pub demo: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MeView {
    /// How far the sign-in has come: `new_password`, `set_up_totp`, `code`, `open`.
    pub stage: String,
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
    /// Recovery codes that are left; none where no second factor is asked for.
    pub codes_left: Option<u32>,
}

/// Body of POST /api/login/password.
#[derive(Clone, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NewPasswordParams {
    /// The own password.
    pub password: String,
}

/// Body of the calls that ask for a code of the second factor.
#[derive(Clone, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CodeParams {
    /// Six digits, or a recovery code.
    pub code: String,
}

/// Body of POST /api/account/password.
#[derive(Clone, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChangePasswordParams {
    /// The password until now.
    pub old: String,
    /// The password from now on.
    pub new: String,
}

/// A QR code to draw.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QrView {
    /// Modules along one side, margin included.
    pub size: u32,
    /// SVG path of the dark modules.
    pub path: String,
}

/// A second factor that is being set up.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SecondFactorView {
    /// The secret for who cannot scan, base32.
    pub secret: String,
    /// The address that an authenticator on the same machine opens.
    pub address: String,
    /// The same to be scanned.
    pub qr: QrView,
}

/// Recovery codes, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RecoveryCodes {
    /// `xxxxx-xxxxx`, ten of them.
    pub codes: Vec<String>,
}
