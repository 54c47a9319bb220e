//! An iris of rings and fibres, as an infrared camera shows it. 640 × 480 pixels.

use std::f64::consts::TAU;

use super::{
    Turn,
    canvas::{Canvas, Colour, cloud, ellipse, grain, grey},
    dice::Dice,
};
use crate::Slot;

const SIZE: (u32, u32) = (640, 480);
const CENTRE: (f64, f64) = (320.0, 244.0);

struct Iris {
    radius: f64,
    pupil: f64,
    tone: f64,
    /// Fibres: how many around, their slant and phase.
    waves: Vec<(f64, f64, f64, f64)>,
    seed: u64,
}

impl Iris {
    fn of(subject: u64, slot: Slot) -> Self {
        let mut dice = Dice::new(subject).mixed(0xe1).mixed(slot.index() as u64);
        let waves = (0..7).map(|n| {
            ((9.0 + f64::from(n) * 7.0 + dice.range(0.0, 4.0)).floor(), dice.range(-0.05, 0.05), dice.range(0.0, TAU), dice.range(0.4, 1.0))
        });
        Self {
            waves: waves.collect(),
            radius: dice.range(128.0, 142.0),
            pupil: dice.range(40.0, 56.0),
            tone: dice.range(0.34, 0.46),
            seed: dice.next(),
        }
    }

    /// Brightness of the fibres at an angle and a share of the way from pupil to rim.
    fn fibre(&self, angle: f64, share: f64) -> f64 {
        let sum: f64 = self
            .waves
            .iter()
            .map(|(count, slant, phase, weight)| {
                weight * (angle * count + share * 9.0 * slant * count + phase + (share * 6.0 + phase).sin()).cos()
            })
            .sum();
        let collarette = (-((share - 0.32) * 9.0).powi(2)).exp();
        self.tone + 0.055 * sum + 0.14 * collarette + 0.05 * (share * 38.0).sin() * (1.0 - share)
    }
}

pub(super) fn picture(subject: u64, slot: Slot, quality: u8) -> Vec<u8> {
    let poor = quality < 50;
    let canvas = draw(&Iris::of(subject, slot), CENTRE, if poor { 0.42 } else { 1.0 }, 1.0);
    if poor { canvas.blurred(4.0).grey_jpeg(82) } else { canvas.grey_jpeg(90) }
}

/// The eye wanders for a second and a half, then holds; it blinks.
pub(super) fn frame(subject: u64, slot: Slot, t_ms: u64, turn: Turn) -> (&'static str, Vec<u8>, u8) {
    #[allow(clippy::cast_precision_loss, reason = "times of a session are small")]
    let t = t_ms as f64 / 1000.0;
    let wander = 3.0 + 70.0 * (1.0 - t / 1.5).clamp(0.0, 1.0);
    let centre = (CENTRE.0 + (t * 2.3).sin() * wander, CENTRE.1 + (t * 1.7).cos() * wander * 0.4);
    let best = match turn {
        Turn::Quality(quality) => quality,
        Turn::Slip => 20,
    };
    let blink = t_ms % 2700 > 2500;
    let open = if blink {
        0.08
    } else if best < 50 {
        0.45
    } else {
        1.0
    };
    let quality = if blink || wander > 20.0 { best.min(30) } else { best };
    ("image/jpeg", draw(&Iris::of(subject, slot), centre, open, 0.5).grey_jpeg(78), quality)
}

fn draw(iris: &Iris, centre: (f64, f64), open: f64, scale: f64) -> Canvas {
    let mut canvas = Canvas::painted(SIZE, scale, |x, y| {
        let lid = lid_distance(x, y, open);
        let ground = if lid > 0.0 { skin(x, y, lid) } else { eyeball(iris, x, y, centre) * (0.72 + 0.28 * (-lid / 26.0).clamp(0.0, 1.0)) };
        grey(ground + 0.018 * grain(x, y, iris.seed))
    });
    lashes(&mut canvas, open);
    for (dx, dy) in [(-20.0, -16.0), (18.0, -16.0)] {
        if open > 0.3 {
            canvas.ellipse((centre.0 + dx, centre.1 + dy), (6.0, 6.0), [250; 3]);
        }
    }
    canvas.watermark([255; 3], 0.20);
    canvas
}

/// Positive outside the opening of the lids.
fn lid_distance(x: f64, y: f64, open: f64) -> f64 {
    let across = ((x - 320.0) / 268.0).powi(2);
    let (upper, lower) = (244.0 - 158.0 * open * (1.0 - across), 244.0 + 130.0 * open * (1.0 - across));
    (upper - y).max(y - lower)
}

fn skin(x: f64, y: f64, lid: f64) -> f64 {
    let crease = (-((lid - 34.0) / 7.0).powi(2)).exp() * 0.14;
    0.60 + 0.05 * cloud(x, y, 2.0) - 0.18 * (-lid / 16.0).exp() - crease
}

fn eyeball(iris: &Iris, x: f64, y: f64, centre: (f64, f64)) -> f64 {
    let distance = (x - centre.0).hypot(y - centre.1);
    let sclera = 0.74 - ((x - 320.0).abs() / 268.0).powi(2) * 0.16;
    let rim = smooth((distance - iris.radius) / 9.0);
    let pupil = smooth((distance - iris.pupil) / 3.0);
    let share = ((distance - iris.pupil) / (iris.radius - iris.pupil)).clamp(0.0, 1.0);
    let fibres = iris.fibre((y - centre.1).atan2(x - centre.0), share) - 0.16 * share.powi(5);
    (fibres * (1.0 - rim) + sclera * rim) * pupil + 0.05 * (1.0 - pupil)
}

fn smooth(value: f64) -> f64 {
    let t = value.clamp(-1.0, 1.0) * 0.5 + 0.5;
    t * t * (3.0 - 2.0 * t)
}

fn lashes(canvas: &mut Canvas, open: f64) {
    const DARK: Colour = [26; 3];
    for n in 0..34 {
        let x = 78.0 + f64::from(n) * 14.6;
        let across = ((x - 320.0) / 268.0).powi(2);
        let y = 244.0 - 158.0 * open * (1.0 - across);
        let lean = (x - 320.0) / 268.0;
        canvas.stroke(&[(x, y + 2.0), (x + lean * 12.0, y - 12.0), (x + lean * 22.0, y - 24.0)], 2.4, DARK, 0.75);
    }
    let rim = |x: f64, y: f64| lid_distance(x, y, open).abs() - 2.4;
    canvas.fill((40.0, 40.0, 600.0, 400.0), DARK, 0.7, |x, y| rim(x, y).max(ellipse(x, y, (320.0, 244.0), (272.0, 240.0))));
}
