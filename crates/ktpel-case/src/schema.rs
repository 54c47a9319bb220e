//! The stored form of a case, by version. A released version is never edited: the next one is added beside it.

pub mod v1;
