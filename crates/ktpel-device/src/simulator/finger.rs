//! Ridges of a fingerprint from a phase: loop, whorl or arch, broken by minutiae. 400 × 500 pixels, 500 dpi.

use std::f64::consts::TAU;

use super::{
    Turn,
    canvas::{Canvas, cloud, grain, grey},
    dice::Dice,
};
use crate::Slot;

const SIZE: (u32, u32) = (400, 500);
/// Pixels from ridge to ridge at 500 dpi (about 0.46 mm).
const RIDGE: f64 = 9.2;

#[derive(Clone, Copy)]
enum Pattern {
    LoopLeft,
    LoopRight,
    Whorl,
    Arch,
}

struct Finger {
    pattern: Pattern,
    core: (f64, f64),
    half: (f64, f64),
    bend: f64,
    phase: f64,
    minutiae: Vec<(f64, f64, f64)>,
    seed: u64,
}

/// How it lies on the plate.
#[derive(Clone, Copy)]
struct Contact {
    shift: (f64, f64),
    /// 0 nothing, 1 firm.
    pressure: f64,
    /// Part of the finger that is smeared, in pixels.
    smear: f64,
}

const FIRM: Contact = Contact { shift: (0.0, 0.0), pressure: 1.0, smear: 0.0 };
const POOR: Contact = Contact { shift: (34.0, 46.0), pressure: 0.42, smear: 7.0 };

impl Finger {
    fn of(subject: u64, slot: Slot) -> Self {
        let mut dice = Dice::new(subject).mixed(0xf1).mixed(slot.index() as u64);
        let thumb = matches!(slot, Slot::JariKanan1 | Slot::JariKiri1);
        let little = matches!(slot, Slot::JariKanan5 | Slot::JariKiri5);
        let grow = if thumb {
            1.1
        } else if little {
            0.82
        } else {
            1.0
        };
        // About two thirds loops, a third whorls, few arches, as in most populations.
        let pattern = dice.one_of(&[
            Pattern::LoopLeft,
            Pattern::LoopRight,
            Pattern::LoopLeft,
            Pattern::LoopRight,
            Pattern::Whorl,
            Pattern::Whorl,
            Pattern::Arch,
        ]);
        let core = (200.0 + dice.range(-16.0, 16.0), 236.0 + dice.range(-22.0, 22.0));
        let minutiae = (0..16)
            .map(|n| (200.0 + dice.range(-120.0, 120.0), 250.0 + dice.range(-170.0, 170.0), if n % 2 == 0 { 1.0 } else { -1.0 }))
            .collect();
        Self {
            pattern,
            core,
            half: (148.0 * grow, 200.0 * grow),
            bend: dice.range(5.0, 12.0),
            phase: dice.range(0.0, TAU),
            minutiae,
            seed: dice.next(),
        }
    }

    /// Darkness of the ridges at a point, 0 to 1.
    fn ridge(&self, x: f64, y: f64) -> f64 {
        let (x, y) = (x + self.bend * (y * 0.017 + self.phase).sin(), y + self.bend * (x * 0.013 - self.phase).sin());
        let (dx, dy) = (x - self.core.0, y - self.core.1);
        let distance = match self.pattern {
            Pattern::Whorl => dx.hypot(dy * 0.82) + RIDGE * dy.atan2(dx) / TAU,
            Pattern::LoopLeft => loops(dx, dy, -0.45),
            Pattern::LoopRight => loops(dx, dy, 0.45),
            Pattern::Arch => dy + 74.0 * (-(dx / 92.0).powi(2)).exp() * (1.0 - dy / 420.0),
        };
        let turns: f64 = self.minutiae.iter().map(|(mx, my, sign)| sign * (y - my).atan2(x - mx)).sum();
        let wave = (TAU * distance / RIDGE + turns + self.phase).cos();
        1.0 / (1.0 + (-4.2 * (wave + 0.12)).exp())
    }
}

/// Arches over the core, legs running down to one side below it.
fn loops(dx: f64, dy: f64, slant: f64) -> f64 {
    if dy < 0.0 { dx.hypot(dy * 0.86) } else { (dx - slant * dy * (dy / (dy + 60.0))).abs() }
}

pub(super) fn picture(subject: u64, slot: Slot, quality: u8) -> Vec<u8> {
    let contact = if quality < 40 { POOR } else { FIRM };
    draw(&Finger::of(subject, slot), contact, 1.0).grey_jpeg(86)
}

/// An empty plate, a finger that comes down, rests, and (where it does so) slips away.
pub(super) fn frame(subject: u64, slot: Slot, t_ms: u64, turn: Turn) -> (&'static str, Vec<u8>, u8) {
    #[allow(clippy::cast_precision_loss, reason = "times of a session are small")]
    let t = t_ms as f64 / 1000.0;
    let lowered = ((t - 0.6) / 0.9).clamp(0.0, 1.0);
    let tremble = ((t * 5.1).sin() * 2.0, (t * 4.3).cos() * 2.0);
    let (contact, best) = match turn {
        Turn::Slip => {
            let away = ((t - 1.8) / 0.5).clamp(0.0, 1.0);
            (Contact { shift: (tremble.0 + 190.0 * away, tremble.1 + 60.0 * away), pressure: lowered, smear: 14.0 * away }, 24)
        }
        Turn::Quality(quality) if quality < 40 => (Contact { pressure: POOR.pressure * lowered, ..POOR }, quality),
        Turn::Quality(quality) => (Contact { shift: tremble, pressure: lowered, smear: 0.0 }, quality),
    };
    let quality = if lowered == 0.0 {
        0
    } else if lowered < 1.0 {
        best / 2
    } else {
        best
    };
    ("image/jpeg", draw(&Finger::of(subject, slot), contact, 0.5).grey_jpeg(78), quality)
}

fn draw(finger: &Finger, contact: Contact, scale: f64) -> Canvas {
    let mut canvas = Canvas::painted(SIZE, scale, |x, y| {
        let (fx, fy) = (x - contact.shift.0, y - contact.shift.1);
        let edge = 1.0 - ((fx - 200.0) / finger.half.0).abs().powf(2.3) - ((fy - 250.0) / finger.half.1).abs().powf(2.3);
        let touch = (edge * 5.0 + 0.35 * cloud(fx * 5.0, fy * 5.0, finger.phase)).clamp(0.0, 1.0) * contact.pressure;
        if touch <= 0.0 {
            return grey(0.93 + 0.010 * grain(x, y, finger.seed));
        }
        let ridge = if contact.smear > 0.0 {
            (finger.ridge(fx, fy) + finger.ridge(fx - contact.smear * 0.5, fy) + finger.ridge(fx - contact.smear, fy)) / 3.0
        } else {
            finger.ridge(fx, fy)
        };
        let dry = 0.86 + 0.14 * cloud(fx * 2.2, fy * 2.2, finger.phase * 3.0);
        grey(0.93 - 0.76 * ridge * touch * dry + 0.05 * grain(x, y, finger.seed))
    });
    canvas.watermark([40, 40, 40], 0.13);
    canvas
}
