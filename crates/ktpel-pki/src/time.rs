//! The time by which certificates are judged: never read here, always given.

use std::{fmt, sync::Arc};

use ktpel_domain::time::{Clock, Timestamp};
use rustls::{pki_types::UnixTime, time_provider::TimeProvider};

/// One instant.
///
/// A kit judges the office's certificate by the instant at which the office issued the kit's own: a laptop whose clock has lost five years still
/// finds its office, and a certificate that had ended before is refused.
#[derive(Debug)]
pub struct At(pub Timestamp);

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        Some(unix(self.0))
    }
}

/// The clock of the office.
pub struct OfficeTime(pub Arc<dyn Clock>);

impl TimeProvider for OfficeTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(unix(self.0.now()))
    }
}

impl fmt::Debug for OfficeTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfficeTime")
    }
}

fn unix(time: Timestamp) -> UnixTime {
    UnixTime::since_unix_epoch(std::time::Duration::from_millis(u64::try_from(time.0).unwrap_or(0)))
}
