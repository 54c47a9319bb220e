//! What a hostile kit might send: specimens with the refusal that each must get, and seeded mutations of honest bytes.
//!
//! Everything is made here, byte for byte the same each time; `fixtures/hostile` holds the specimens as files, so that a later program is held
//! to them too. Outer layers (checksum, chain, signature) are made right again after each change, so that the inner parsers are reached.

pub mod batches;
pub mod changes;
pub mod craft;
pub mod honest;
pub mod mutate;
pub mod snapshots;

use std::fmt;

/// What the bytes of a specimen claim to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A change, in an honest entry on the honest case.
    Change,
    /// A whole batch.
    Batch,
    /// A stored document.
    Snapshot,
}

impl Form {
    /// Name of the folder.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Batch => "batch",
            Self::Snapshot => "snapshot",
        }
    }
}

/// One hostile thing.
#[derive(Clone, PartialEq, Eq)]
pub struct Specimen {
    /// What it claims to be.
    pub form: Form,
    /// File name without ending.
    pub name: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} ({} bytes)", self.form.id(), self.name, self.bytes.len())
    }
}

/// All specimens.
#[must_use]
pub fn specimens() -> Vec<Specimen> {
    let named = |form: Form, all: Vec<(&'static str, Vec<u8>)>| all.into_iter().map(move |(name, bytes)| Specimen { form, name, bytes });
    named(Form::Change, changes::all()).chain(named(Form::Batch, batches::all())).chain(named(Form::Snapshot, snapshots::all())).collect()
}
