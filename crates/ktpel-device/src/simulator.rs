//! A recording device that is plainly a simulator: for demo, training and tests.
//!
//! Draws artificial pictures, the same for the same person on every machine: a drawn face, ring-shaped irises,
//! computed ridges, pen strokes. It behaves as badly as a real one: a finger slips, a first take is poor, a plug is
//! pulled. Nothing in it resembles a living person.

use std::{
    collections::BTreeSet,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{Answer, CaptureDevice, CaptureRequest, Condition, DeviceError, DeviceInfo, Modality, Preview, Slot, Take};

mod canvas;
mod dice;
mod eye;
mod face;
mod finger;
mod letters;
mod signature;

use dice::Dice;

/// The device. Someone sits before it; each capture counts as an attempt of theirs.
#[derive(Debug)]
pub struct Simulator {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    subject: u64,
    attempts: [u32; Slot::ALL.len()],
    unplugged: BTreeSet<Modality>,
}

/// What happens at one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The finger slips: no picture.
    Slip,
    /// A picture of this quality.
    Quality(u8),
}

impl Simulator {
    /// `subject` decides what everything looks like; see [`Simulator::subject_of`].
    #[must_use]
    pub fn new(subject: u64) -> Self {
        Self { state: Mutex::new(State { subject, attempts: [0; Slot::ALL.len()], unplugged: BTreeSet::new() }) }
    }

    /// Number of a person, from any stable id.
    #[must_use]
    pub fn subject_of(id: &str) -> u64 {
        dice::hash(id.as_bytes())
    }

    /// Who sits before the devices. With another person attempts begin anew; the same person's go on.
    pub fn present(&self, subject: u64) {
        let mut state = self.state();
        if state.subject != subject {
            state.subject = subject;
            state.attempts = [0; Slot::ALL.len()];
        }
    }

    /// Pulls the plug of the device for one modality.
    pub fn unplug(&self, modality: Modality) {
        self.state().unplugged.insert(modality);
    }

    /// Plugs it in again.
    pub fn plug(&self, modality: Modality) {
        self.state().unplugged.remove(&modality);
    }

    /// Captures one slot at once.
    pub fn take(&self, slot: Slot) -> Result<Take, DeviceError> {
        let (subject, attempt) = {
            let mut state = self.state();
            state.check_plugged(slot.modality())?;
            let subject = state.subject;
            let counter = state.attempts.get_mut(slot.index()).expect("there is a counter for each slot");
            *counter += 1;
            (subject, *counter)
        };
        match turn(subject, slot, attempt) {
            Turn::Slip => Err(DeviceError::PoorContact { slot }),
            Turn::Quality(quality) => Ok(draw(subject, slot, quality)),
        }
    }

    /// The live picture at `t_ms` after the station was opened.
    pub fn preview(&self, slot: Slot, t_ms: u64) -> Result<Preview, DeviceError> {
        let (subject, attempt) = {
            let state = self.state();
            state.check_plugged(slot.modality())?;
            (state.subject, state.attempts.get(slot.index()).copied().unwrap_or_default() + 1)
        };
        Ok(draw_preview(subject, slot, t_ms, turn(subject, slot, attempt)))
    }

    fn info_of(&self, modality: Modality) -> DeviceInfo {
        let plugged = self.state().check_plugged(modality).is_ok();
        DeviceInfo {
            modality,
            model: "Simulator (CONTOH)".to_owned(),
            serial: format!("SIM-{}", modality.id()),
            condition: if plugged { Condition::Ready } else { Condition::NotConnected },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn check_plugged(&self, modality: Modality) -> Result<(), DeviceError> {
        if self.unplugged.contains(&modality) { Err(DeviceError::NotConnected { modality }) } else { Ok(()) }
    }
}

impl CaptureDevice for Simulator {
    fn discover(&self) -> Answer<'_, Vec<DeviceInfo>> {
        let found = Modality::ALL.into_iter().map(|modality| self.info_of(modality));
        Box::pin(ready(Ok(found.filter(|info| info.condition != Condition::NotConnected).collect())))
    }

    fn info(&self, modality: Modality) -> Answer<'_, DeviceInfo> {
        Box::pin(ready(Ok(self.info_of(modality))))
    }

    fn stream(&self, slot: Slot, t_ms: u64) -> Answer<'_, Preview> {
        Box::pin(ready(self.preview(slot, t_ms)))
    }

    fn capture(&self, request: CaptureRequest) -> Answer<'_, Vec<Take>> {
        Box::pin(ready(request.slots.into_iter().map(|slot| self.take(slot)).collect()))
    }
}

/// Every person has one finger that slips once, and one finger and one eye that come out poor at first.
fn turn(subject: u64, slot: Slot, attempt: u32) -> Turn {
    let mut dice = Dice::new(subject ^ 0x5eed).mixed(slot.index() as u64).mixed(u64::from(attempt));
    let fingers: Vec<Slot> = Modality::SidikJari.slots().collect();
    let nth = |n: u64| fingers.iter().position(|finger| *finger == slot) == usize::try_from(n % 10).ok();
    let eye = if subject.is_multiple_of(2) { Slot::IrisKanan } else { Slot::IrisKiri };
    if attempt == 1 && nth(subject) {
        Turn::Slip
    } else if attempt == 1 && (nth(subject + 3) || slot == eye) {
        Turn::Quality(dice.between(18, 34))
    } else {
        Turn::Quality(dice.between(72, 96))
    }
}

fn draw(subject: u64, slot: Slot, quality: u8) -> Take {
    let (mime, bytes) = match slot.modality() {
        Modality::Wajah => ("image/jpeg", face::picture(subject, quality)),
        Modality::Iris => ("image/jpeg", eye::picture(subject, slot, quality)),
        Modality::SidikJari => ("image/jpeg", finger::picture(subject, slot, quality)),
        Modality::TandaTangan => ("image/png", signature::picture(subject)),
    };
    Take { slot, mime, bytes, quality }
}

fn draw_preview(subject: u64, slot: Slot, t_ms: u64, turn: Turn) -> Preview {
    let (mime, bytes, quality) = match slot.modality() {
        Modality::Wajah => face::frame(subject, t_ms, turn),
        Modality::Iris => eye::frame(subject, slot, t_ms, turn),
        Modality::SidikJari => finger::frame(subject, slot, t_ms, turn),
        Modality::TandaTangan => signature::frame(subject, t_ms),
    };
    Preview { mime, bytes, quality }
}

#[cfg(test)]
mod tests;
