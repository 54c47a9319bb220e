//! Drawing with soft edges: shapes are signed distances in pixels, negative inside.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "pixels and colours are small")]

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

use super::letters;

pub(super) type Colour = [u8; 3];

/// A picture of which one unit is `scale` pixels.
pub(super) struct Canvas {
    image: RgbImage,
    scale: f64,
}

impl Canvas {
    /// Calls `paint` for the centre of every pixel, in units.
    pub(super) fn painted((width, height): (u32, u32), scale: f64, mut paint: impl FnMut(f64, f64) -> Colour) -> Self {
        let (w, h) = ((f64::from(width) * scale) as u32, (f64::from(height) * scale) as u32);
        let image = RgbImage::from_fn(w.max(1), h.max(1), |x, y| Rgb(paint((f64::from(x) + 0.5) / scale, (f64::from(y) + 0.5) / scale)));
        Self { image, scale }
    }

    /// Fills where `distance` is negative, within the box given by its corners.
    pub(super) fn fill(
        &mut self,
        (left, top, right, bottom): (f64, f64, f64, f64),
        colour: Colour,
        opacity: f64,
        distance: impl Fn(f64, f64) -> f64,
    ) {
        let limit = |value: f64, most: u32| (value * self.scale).clamp(0.0, f64::from(most)) as u32;
        let (x0, x1) = (limit(left, self.image.width()), limit(right, self.image.width()));
        let (y0, y1) = (limit(top, self.image.height()), limit(bottom, self.image.height()));
        for (x, y) in (y0..y1).flat_map(|y| (x0..x1).map(move |x| (x, y))) {
            let d = distance((f64::from(x) + 0.5) / self.scale, (f64::from(y) + 0.5) / self.scale) * self.scale;
            let cover = (0.5 - d).clamp(0.0, 1.0) * opacity;
            if cover > 0.0 {
                let pixel = self.image.get_pixel_mut(x, y);
                pixel.0 = mix(pixel.0, colour, cover);
            }
        }
    }

    pub(super) fn ellipse(&mut self, centre: (f64, f64), radius: (f64, f64), colour: Colour) {
        let around = (centre.0 - radius.0 - 1.0, centre.1 - radius.1 - 1.0, centre.0 + radius.0 + 2.0, centre.1 + radius.1 + 2.0);
        self.fill(around, colour, 1.0, |x, y| ellipse(x, y, centre, radius));
    }

    /// A stroke with round ends through the points.
    pub(super) fn stroke(&mut self, points: &[(f64, f64)], width: f64, colour: Colour, opacity: f64) {
        for pair in points.windows(2) {
            if let [a, b] = *pair {
                let pad = width + 1.0;
                let around = (a.0.min(b.0) - pad, a.1.min(b.1) - pad, a.0.max(b.0) + pad, a.1.max(b.1) + pad);
                self.fill(around, colour, opacity, |x, y| segment(x, y, a, b) - width / 2.0);
            }
        }
    }

    /// Writes CONTOH across the picture.
    pub(super) fn watermark(&mut self, colour: Colour, opacity: f64) {
        let (width, height) = (f64::from(self.image.width()) / self.scale, f64::from(self.image.height()) / self.scale);
        let (sin, cos) = (-0.42_f64).sin_cos();
        let cell = width.min(height) / 34.0;
        self.fill((0.0, 0.0, width, height), colour, opacity, |x, y| {
            let (x, y) = (x - width / 2.0, y - height / 2.0);
            let (along, across) = ((x * cos + y * sin) / cell, (-x * sin + y * cos) / cell);
            if letters::contoh(along, across) { -1.0 } else { 1.0 }
        });
    }

    pub(super) fn jpeg(self, quality: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&self.image).expect("writing to memory does not fail");
        bytes
    }

    pub(super) fn grey_jpeg(self, quality: u8) -> Vec<u8> {
        let grey = DynamicImage::ImageRgb8(self.image).into_luma8();
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&grey).expect("writing to memory does not fail");
        bytes
    }

    pub(super) fn blurred(self, sigma: f64) -> Self {
        let sigma = (sigma * self.scale) as f32;
        Self { image: image::imageops::fast_blur(&self.image, sigma.max(0.1)), scale: self.scale }
    }

    /// Ink on nothing: how dark it is becomes how opaque it is.
    pub(super) fn ink_png(self) -> Vec<u8> {
        let ink = image::GrayAlphaImage::from_fn(self.image.width(), self.image.height(), |x, y| {
            let [luminance, ..] = self.image.get_pixel(x, y).0;
            image::LumaA([16, 255 - luminance])
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::ImageLumaA8(ink).write_to(&mut bytes, ImageFormat::Png).expect("writing to memory does not fail");
        bytes.into_inner()
    }
}

pub(super) fn mix(a: Colour, b: Colour, share: f64) -> Colour {
    let [ar, ag, ab] = a;
    let [br, bg, bb] = b;
    [(ar, br), (ag, bg), (ab, bb)].map(|(a, b)| (f64::from(a) + (f64::from(b) - f64::from(a)) * share) as u8)
}

pub(super) fn grey(value: f64) -> Colour {
    [(value.clamp(0.0, 1.0) * 255.0) as u8; 3]
}

pub(super) fn ellipse(x: f64, y: f64, (cx, cy): (f64, f64), (rx, ry): (f64, f64)) -> f64 {
    (((x - cx) / rx).hypot((y - cy) / ry) - 1.0) * rx.min(ry)
}

pub(super) fn segment(x: f64, y: f64, (ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let t = if length == 0.0 { 0.0 } else { (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0) };
    (x - ax - t * dx).hypot(y - ay - t * dy)
}

/// Smooth noise from a few waves, about -1 to 1.
pub(super) fn cloud(x: f64, y: f64, phase: f64) -> f64 {
    ((x * 0.031 + phase).sin() + (y * 0.027 - phase * 1.7).sin() + ((x + y) * 0.013 + phase * 0.6).sin()) / 3.0
}

/// Grain from the position alone, -1 to 1.
pub(super) fn grain(x: f64, y: f64, seed: u64) -> f64 {
    let mut z = (x * 7.0) as u64 ^ ((y * 7.0) as u64) << 20 ^ seed;
    z = (z ^ (z >> 15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    z = (z ^ (z >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    ((z >> 40) & 0xffff) as f64 / 32768.0 - 1.0
}
