//! A signature of pen strokes: ink on a transparent ground, 600 × 220 pixels.

use std::f64::consts::TAU;

use super::{canvas::Canvas, dice::Dice};

const SIZE: (u32, u32) = (600, 220);
const POINTS: u32 = 260;

/// The path of the pen from left to right, with a flourish under it.
fn path(subject: u64) -> Vec<(f64, f64)> {
    let mut dice = Dice::new(subject).mixed(0x51);
    let loops = dice.range(5.0, 9.0);
    let (tall, wide) = (dice.range(26.0, 44.0), dice.range(14.0, 26.0));
    let (p1, p2) = (dice.range(0.0, TAU), dice.range(0.0, TAU));
    let rise = dice.range(-0.16, 0.02);
    let writing = (0..POINTS).map(|n| {
        let u = f64::from(n) / f64::from(POINTS - 1);
        let swell = (1.35 - u) * (0.62 + 0.38 * (u * 3.1 * TAU + p2).sin());
        let x = 70.0 + u * 400.0 + wide * (u * loops * TAU + p1).sin();
        (x, 112.0 + rise * u * 200.0 - tall * swell * (u * loops * TAU).cos())
    });
    let back = dice.range(120.0, 190.0);
    let flourish = (1..=40).map(|n| {
        let u = f64::from(n) / 40.0;
        (490.0 - back * 2.0 * u + 60.0 * u * u, 118.0 + rise * 200.0 * (1.0 - u) + 62.0 * (u * TAU * 0.34).sin())
    });
    writing.chain(flourish).collect()
}

pub(super) fn picture(subject: u64) -> Vec<u8> {
    draw(&path(subject), 1.0).ink_png()
}

/// The pen writes for three seconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a share of a short path")]
pub(super) fn frame(subject: u64, t_ms: u64) -> (&'static str, Vec<u8>, u8) {
    let path = path(subject);
    let share = (t_ms as f64 / 3000.0).min(1.0);
    let written = path.get(..(path.len() as f64 * share) as usize).unwrap_or_default();
    ("image/png", draw(written, 0.5).ink_png(), (share * 90.0) as u8)
}

fn draw(path: &[(f64, f64)], scale: f64) -> Canvas {
    let mut canvas = Canvas::painted(SIZE, scale, |_, _| [255; 3]);
    for (n, pair) in path.windows(2).enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "a few hundred points")]
        let press = 4.2 + 1.6 * (n as f64 * 0.11).sin();
        canvas.stroke(pair, press, [0; 3], 1.0);
    }
    canvas
}
