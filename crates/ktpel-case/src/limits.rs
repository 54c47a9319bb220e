//! Caps on everything that comes from outside: bytes, counts and lengths of one change, one act and one case.

/// Largest change accepted, in bytes.
pub const CHANGE_BYTES: usize = 256 * 1024;
/// Largest act accepted, in bytes.
pub const ACT_BYTES: usize = 8 * 1024;
/// Longest field value accepted, in bytes.
pub const STRING_BYTES: usize = 64 * 1024;
/// Longest value that a form may write, in bytes.
pub const FORM_VALUE_BYTES: usize = 1024;
/// Longest note or reason that a command may write, in bytes.
pub const TEXT_BYTES: usize = 4096;
/// Longest field id, in bytes.
pub const FIELD_ID_BYTES: usize = 64;
/// Longest change message (command id), in bytes.
pub const MESSAGE_BYTES: usize = 64;
/// Most dependencies of one change.
pub const CHANGE_DEPS: usize = 64;
/// Most operations in one change.
pub const CHANGE_OPS: usize = 1024;
/// Most actors named by one change.
pub const CHANGE_ACTORS: usize = 64;
/// Most changes in one document.
pub const CASE_CHANGES: usize = 2000;
/// Largest document, in bytes received.
pub const CASE_BYTES: usize = 2 * 1024 * 1024;
