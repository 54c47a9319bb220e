//! Journeys: the real window under a virtual display, and real browsers. Add a file here and a `mod` line below.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod hardening;
mod leaks;
mod screens;
mod slip_page;
mod verbs;
mod village_window;
