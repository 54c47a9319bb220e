//! Tests of the procedures as an officer sees them: catalogue, situations, gate, roles, broken definition files.
#![allow(clippy::unwrap_used, missing_docs)]

mod broken;
mod build;
mod catalogue;
mod fields;
mod gate;
mod handbook;
mod matrix;
mod properties;
mod roles;
mod show;
mod situations;
mod steps;
mod toy;
