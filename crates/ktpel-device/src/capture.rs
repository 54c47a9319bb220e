//! The port: what a recording device can do, as the SBI devices do it (discover, info, stream, capture).

use std::{fmt, future::Future, pin::Pin};

use crate::{DeviceError, Modality, Slot};

/// What a device answers, some time later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DeviceError>> + Send + 'a>>;

/// Whether a device can record now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Ready.
    Ready,
    /// Recording, or starting.
    Busy,
    /// There, but it cannot record (not registered, covered, defective).
    NotReady,
    /// Not there.
    NotConnected,
}

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// What it records.
    pub modality: Modality,
    /// Make and model; the simulator calls itself so.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Whether it can record now.
    pub condition: Condition,
}

/// One capture asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureRequest {
    /// Slots of one modality, captured in one go (four fingers on a plate, two eyes).
    pub slots: Vec<Slot>,
    /// How long to wait for the person.
    pub timeout_ms: u32,
    /// Quality from which the device may stop trying; it answers with what it has when the time is up.
    pub wanted_quality: u8,
}

/// One picture of one slot.
#[derive(Clone, PartialEq, Eq)]
pub struct Take {
    /// What it shows.
    pub slot: Slot,
    /// `image/jpeg` or `image/png`.
    pub mime: &'static str,
    /// The encoded picture.
    pub bytes: Vec<u8>,
    /// 0 to 100, by the device; see [`mutu`](crate::mutu).
    pub quality: u8,
}

impl fmt::Debug for Take {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Take({}, mutu {}, {} byte, ‹disamarkan›)", self.slot, self.quality, self.bytes.len())
    }
}

/// A frame of the live picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Preview {
    /// `image/jpeg` or `image/png`.
    pub mime: &'static str,
    /// The encoded frame.
    pub bytes: Vec<u8>,
    /// Quality that a capture at this moment would have.
    pub quality: u8,
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Preview(mutu {}, {} byte, ‹disamarkan›)", self.quality, self.bytes.len())
    }
}

/// A recording device or a group of them behind one address.
pub trait CaptureDevice: Send + Sync {
    /// The devices found, one for each modality they record.
    fn discover(&self) -> Answer<'_, Vec<DeviceInfo>>;

    /// The state of the device for one modality.
    fn info(&self, modality: Modality) -> Answer<'_, DeviceInfo>;

    /// A frame of the live picture; `t_ms` counts from when the stream was opened.
    fn stream(&self, slot: Slot, t_ms: u64) -> Answer<'_, Preview>;

    /// Captures; one take for each slot asked for, in that order.
    fn capture(&self, request: CaptureRequest) -> Answer<'_, Vec<Take>>;
}
