//! What can go wrong between the program and a recording device.

use crate::slot::{Modality, Slot};

/// A device did not do what was asked. The UI owns the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// Unplugged, switched off, or its service is not running.
    #[error("the device for {modality:?} is not connected")]
    NotConnected {
        /// What it records.
        modality: Modality,
    },
    /// It is recording for someone else, or still starting.
    #[error("the device for {modality:?} is busy")]
    Busy {
        /// What it records.
        modality: Modality,
    },
    /// Nobody put a finger, an eye or a face before it in time.
    #[error("nothing was captured for {slot:?} in time")]
    Timeout {
        /// What was waited for.
        slot: Slot,
    },
    /// The finger slipped or lay badly, the eye was half closed.
    #[error("poor contact for {slot:?}")]
    PoorContact {
        /// What was being captured.
        slot: Slot,
    },
    /// This device does not record this.
    #[error("the device cannot record {slot:?}")]
    NotSupported {
        /// What was asked for.
        slot: Slot,
    },
    /// The device is not registered or its certificate is not trusted.
    #[error("the device is not trusted: {code}")]
    NotTrusted {
        /// Raw code or reason of the device.
        code: String,
    },
    /// The device reports a fault of its own.
    #[error("the device failed with code {code}")]
    Faulty {
        /// Raw code of the device.
        code: String,
    },
    /// The device answered what cannot be read or verified; nothing of it is used.
    #[error("the answer of the device cannot be used: {fault}")]
    BadAnswer {
        /// What is wrong with it.
        fault: String,
    },
}
