//! Recording devices: the port through which face, irises, fingers and signature are captured, and a simulator.
//!
//! Owns slots, takes, previews and what quality means. Knows no case and no store: a take is bytes with a quality, who
//! it belongs to is the caller's business. The recording itself is SOP MOBILE step 6 / BARU step 4.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod capture;
mod error;
pub mod photo;
pub mod quality;
pub mod simulator;
pub mod slot;

pub use capture::{Answer, CaptureDevice, CaptureRequest, Condition, DeviceInfo, Preview, Take};
pub use error::DeviceError;
pub use photo::card_photo;
pub use quality::{Mutu, mutu};
pub use simulator::Simulator;
pub use slot::{Modality, Slot};
