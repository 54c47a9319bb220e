//! Somebody saw a full NIK (audit; UU 27/2022): the document is the entry's, the person its operator.

use minicbor::{Decode, Encode};

/// A read of a full NIK.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NikRead {
    /// Screen or report on which it was shown.
    #[n(0)]
    pub screen: String,
    /// Reason given, empty if none was asked.
    #[n(1)]
    pub reason: String,
}

/// The `screen` of an entry that says: the register was looked into too often without a case, as often as `reason` says.
pub const LOOKUP_LIMIT: &str = "register.limit";

super::record!(NikRead, screen, reason);
