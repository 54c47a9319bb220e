//! Bounds on everything that comes from another device.

/// Bounds on received bytes and counts; the default is what office and kit use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Whole request or response on the wire, in bytes.
    pub envelope_bytes: usize,
    /// One batch on the wire, in bytes.
    pub batch_bytes: usize,
    /// One batch after inflating, in bytes.
    pub inflated_bytes: usize,
    /// Largest zstd window, as a power of two (22 = 4 MiB).
    pub window_log: u32,
    /// Entries in one batch.
    pub entries: usize,
    /// Signed ends of logs in one batch.
    pub tips: usize,
    /// One change of a document, in bytes.
    pub change_bytes: usize,
    /// Payload of any other entry, in bytes.
    pub record_bytes: usize,
    /// Payloads of one batch after they were put together, in bytes.
    pub expanded_bytes: usize,
    /// Changes that one change may build on.
    pub change_deps: usize,
    /// Authors that one change may name beside its own.
    pub change_actors: usize,
    /// Columns of one change.
    pub change_columns: usize,
    /// Attachments offered or answered in one exchange.
    pub attachments: usize,
    /// Refusals in one response.
    pub refusals: usize,
    /// Longest text in a record (name, role, place), in bytes.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            envelope_bytes: 2 << 20,
            batch_bytes: 1 << 20,
            inflated_bytes: 4 << 20,
            window_log: 22,
            entries: 4096,
            tips: 256,
            change_bytes: 256 << 10,
            record_bytes: 64 << 10,
            expanded_bytes: 8 << 20,
            change_deps: 64,
            change_actors: 64,
            change_columns: 32,
            attachments: 64,
            refusals: 4096,
            text_bytes: 512,
        }
    }
}

/// Size of the first batch of a session, in bytes on the wire.
pub const BATCH_START: usize = 24 << 10;
/// Largest batch that a session makes, in bytes on the wire.
pub const BATCH_MAX: usize = 96 << 10;
/// Size of the batch after a failure, in bytes on the wire.
pub const BATCH_AFTER_FAILURE: usize = 12 << 10;
