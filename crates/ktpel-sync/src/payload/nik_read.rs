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

super::record!(NikRead, screen, reason);
