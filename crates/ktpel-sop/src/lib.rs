//! The five procedures and the forms as data, and the engine that says which step is open, for whom, and why not.
//!
//! Pure: reads the definitions compiled into it and a [`Situation`]; knows no document, no store and no clock.

pub mod info;
pub mod situation;
pub mod verdict;
