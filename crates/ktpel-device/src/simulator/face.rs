//! A drawn face: flat shapes, no likeness. 480 × 640 pixels, as a registration camera gives.

use super::{
    Turn,
    canvas::{Canvas, Colour, cloud, ellipse, grain, mix},
    dice::Dice,
};

const SIZE: (u32, u32) = (480, 640);
const SKIN: [Colour; 5] = [[226, 178, 140], [208, 156, 116], [188, 134, 96], [166, 114, 80], [236, 194, 160]];
const CLOTH: [Colour; 6] = [[32, 84, 110], [120, 44, 52], [46, 92, 64], [84, 66, 120], [150, 112, 48], [60, 64, 78]];
const HAIR: [Colour; 3] = [[28, 24, 24], [52, 40, 34], [118, 116, 114]];

#[derive(Clone, Copy, PartialEq)]
enum Head {
    Short,
    Long,
    Kerudung,
    Peci,
}

/// What a person looks like.
struct Looks {
    skin: Colour,
    cloth: Colour,
    hair: Colour,
    scarf: Colour,
    head: Head,
    width: f64,
    height: f64,
    eyes_apart: f64,
    brow: f64,
    nose: f64,
    mouth: f64,
    glasses: bool,
    seed: u64,
}

/// Where the head is and what it does at one moment.
#[derive(Clone, Copy)]
struct Pose {
    shift: (f64, f64),
    lids: f64,
}

const STILL: Pose = Pose { shift: (0.0, 0.0), lids: 1.0 };

impl Looks {
    fn of(subject: u64) -> Self {
        let mut dice = Dice::new(subject).mixed(0xfa);
        Self {
            skin: dice.one_of(&SKIN),
            cloth: dice.one_of(&CLOTH),
            hair: dice.one_of(&HAIR),
            scarf: dice.one_of(&CLOTH),
            head: dice.one_of(&[Head::Short, Head::Long, Head::Kerudung, Head::Peci, Head::Short, Head::Kerudung]),
            width: dice.range(92.0, 108.0),
            height: dice.range(124.0, 142.0),
            eyes_apart: dice.range(38.0, 46.0),
            brow: dice.range(20.0, 30.0),
            nose: dice.range(10.0, 17.0),
            mouth: dice.range(24.0, 36.0),
            glasses: dice.unit() < 0.2,
            seed: dice.next(),
        }
    }
}

pub(super) fn picture(subject: u64, quality: u8) -> Vec<u8> {
    let canvas = draw(&Looks::of(subject), STILL, 1.0);
    if quality < 50 { canvas.blurred(5.0).jpeg(82) } else { canvas.jpeg(90) }
}

/// The head sways and blinks; it holds still after two seconds.
pub(super) fn frame(subject: u64, t_ms: u64, turn: Turn) -> (&'static str, Vec<u8>, u8) {
    #[allow(clippy::cast_precision_loss, reason = "times of a session are small")]
    let t = t_ms as f64 / 1000.0;
    let settle = (1.0 - t / 2.0).clamp(0.0, 1.0);
    let sway = 4.0 + 46.0 * settle;
    let blink = t_ms % 3100 > 2960;
    let pose = Pose { shift: ((t * 1.9).sin() * sway, (t * 1.3).cos() * sway * 0.5), lids: if blink { 0.1 } else { 1.0 } };
    let best = match turn {
        Turn::Quality(quality) => quality,
        Turn::Slip => 30,
    };
    let quality = if blink || settle > 0.3 { best.min(38) } else { best };
    ("image/jpeg", draw(&Looks::of(subject), pose, 0.5).jpeg(78), quality)
}

fn draw(looks: &Looks, pose: Pose, scale: f64) -> Canvas {
    let mut canvas = Canvas::painted(SIZE, scale, |x, y| {
        let light = 0.86 + 0.05 * cloud(x, y, 1.0) - (y - 320.0).abs() / 6000.0 + 0.012 * grain(x, y, looks.seed);
        mix([0, 0, 0], [188, 204, 216], light)
    });
    let centre = (240.0 + pose.shift.0, 268.0 + pose.shift.1);
    behind(&mut canvas, looks, centre);
    body(&mut canvas, looks, centre);
    head(&mut canvas, looks, centre);
    eyes(&mut canvas, looks, centre, pose.lids);
    nose_and_mouth(&mut canvas, looks, centre);
    front(&mut canvas, looks, centre);
    canvas.watermark([255, 255, 255], 0.30);
    canvas
}

/// What hangs behind the head.
fn behind(canvas: &mut Canvas, looks: &Looks, (x, y): (f64, f64)) {
    match looks.head {
        Head::Long => canvas.ellipse((x, y + 50.0), (looks.width + 34.0, looks.height + 58.0), looks.hair),
        Head::Kerudung => canvas.ellipse((x, y + 24.0), (looks.width + 40.0, looks.height + 56.0), mix(looks.scarf, [0, 0, 0], 0.25)),
        Head::Short | Head::Peci => {}
    }
}

fn body(canvas: &mut Canvas, looks: &Looks, (x, y): (f64, f64)) {
    let shade = mix(looks.skin, [60, 30, 20], 0.22);
    canvas.ellipse((x, y + 370.0), (218.0, 190.0), looks.cloth);
    canvas.ellipse((x, y + 370.0), (196.0, 172.0), mix(looks.cloth, [255, 255, 255], 0.06));
    if looks.head != Head::Kerudung {
        canvas.fill((x - 50.0, y + 90.0, x + 50.0, y + 230.0), shade, 1.0, |px, _| (px - x).abs() - 44.0);
        canvas.ellipse((x, y + 214.0), (60.0, 30.0), shade);
    }
}

fn head(canvas: &mut Canvas, looks: &Looks, centre: (f64, f64)) {
    let (x, y) = centre;
    if looks.head != Head::Kerudung {
        for side in [-1.0, 1.0] {
            canvas.ellipse((x + side * looks.width, y + 8.0), (16.0, 27.0), mix(looks.skin, [80, 40, 30], 0.18));
        }
    }
    canvas.ellipse(centre, (looks.width, looks.height), looks.skin);
    let around = (x - looks.width, y - looks.height, x + looks.width, y + looks.height);
    canvas.fill(around, [70, 34, 20], 0.10, |px, py| {
        ellipse(px, py, centre, (looks.width, looks.height)).max(-ellipse(px, py, (x - 16.0, y - 10.0), (looks.width - 6.0, looks.height)))
    });
    for side in [-1.0, 1.0] {
        let cheek = (x + side * 56.0, y + 44.0);
        canvas.fill((cheek.0 - 30.0, cheek.1 - 22.0, cheek.0 + 30.0, cheek.1 + 22.0), [214, 96, 84], 0.16, |px, py| {
            ellipse(px, py, cheek, (24.0, 16.0))
        });
    }
}

fn eyes(canvas: &mut Canvas, looks: &Looks, (x, y): (f64, f64), lids: f64) {
    for side in [-1.0, 1.0] {
        let eye = (x + side * looks.eyes_apart, y - 14.0);
        canvas.ellipse(eye, (19.0, 11.0 * lids), [246, 244, 240]);
        canvas.ellipse(eye, (8.5, 8.5_f64.min(11.0 * lids)), [58, 36, 24]);
        canvas.ellipse(eye, (4.0, 4.0_f64.min(11.0 * lids)), [12, 8, 8]);
        canvas.ellipse((eye.0 + 3.0, eye.1 - 3.0), (2.0, 2.0_f64.min(11.0 * lids)), [255, 255, 255]);
        let lid: Vec<(f64, f64)> =
            (0..=8).map(|n| f64::from(n) / 4.0 - 1.0).map(|u| (eye.0 + u * 20.0, eye.1 - 11.5 * lids * (1.0 - u * u))).collect();
        canvas.stroke(&lid, 3.4, [40, 26, 22], 1.0);
        let brow = [(eye.0 - 22.0, eye.1 - looks.brow + 3.0), (eye.0, eye.1 - looks.brow - 4.0), (eye.0 + 22.0, eye.1 - looks.brow + 3.0)];
        canvas.stroke(&brow, 6.0, mix(looks.hair, [0, 0, 0], 0.2), 1.0);
        if looks.glasses {
            let rim = |px: f64, py: f64| (ellipse(px, py, eye, (30.0, 25.0))).abs() - 1.8;
            canvas.fill((eye.0 - 34.0, eye.1 - 30.0, eye.0 + 34.0, eye.1 + 30.0), [30, 30, 34], 0.9, rim);
        }
    }
    if looks.glasses {
        canvas.stroke(&[(x - looks.eyes_apart + 30.0, y - 16.0), (x + looks.eyes_apart - 30.0, y - 16.0)], 3.2, [30, 30, 34], 0.9);
    }
}

fn nose_and_mouth(canvas: &mut Canvas, looks: &Looks, (x, y): (f64, f64)) {
    let shade = mix(looks.skin, [90, 44, 30], 0.42);
    canvas.stroke(
        &[(x - 3.0, y + 2.0), (x - 6.0, y + 26.0), (x - looks.nose, y + 38.0), (x, y + 43.0), (x + looks.nose, y + 38.0)],
        3.2,
        shade,
        0.9,
    );
    let lips: Vec<(f64, f64)> =
        (0..=8).map(|n| f64::from(n) / 4.0 - 1.0).map(|u| (x + u * looks.mouth, y + 76.0 + 6.0 * (1.0 - u * u))).collect();
    canvas.stroke(&lips, 7.5, [168, 84, 78], 1.0);
    canvas.stroke(&lips, 2.0, [110, 48, 48], 1.0);
}

/// Hair, peci or kerudung over the forehead.
fn front(canvas: &mut Canvas, looks: &Looks, (x, y): (f64, f64)) {
    let (w, h) = (looks.width, looks.height);
    match looks.head {
        Head::Short | Head::Long => {
            canvas.fill((x - w - 14.0, y - h - 26.0, x + w + 14.0, y), looks.hair, 1.0, |px, py| {
                ellipse(px, py, (x, y - 18.0), (w + 9.0, h + 4.0)).max(-ellipse(px, py, (x + 8.0, y + 26.0), (w * 0.97, h * 0.86)))
            });
        }
        Head::Peci => {
            canvas.fill((x - w - 10.0, y - h - 52.0, x + w + 10.0, y - h * 0.5), [22, 22, 26], 1.0, |px, py| {
                let slope = w + 2.0 - (y - h * 0.52 - py) * 0.10;
                ((px - x).abs() - slope).max(py - (y - h * 0.52)).max(y - h - 44.0 - py)
            });
        }
        Head::Kerudung => {
            canvas.fill((x - w - 44.0, y - h - 40.0, x + w + 44.0, y + h + 110.0), looks.scarf, 1.0, |px, py| {
                let cloth = ellipse(px, py, (x, y + 34.0), (w + 32.0, h + 64.0));
                cloth.max(-ellipse(px, py, (x, y + 6.0), (w * 0.80, h * 0.88)))
            });
            canvas.stroke(
                &[(x - w * 0.5, y + h * 0.86), (x, y + h + 30.0), (x + 30.0, y + h + 88.0)],
                3.0,
                mix(looks.scarf, [0, 0, 0], 0.3),
                0.8,
            );
        }
    }
}
