//! Where each run of text stands on the page: for tests, for search, and to see that nothing leaves its place.

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};

/// A run of text of one font and size.
#[derive(Clone, PartialEq)]
pub struct TextRun {
    /// Page, from 0.
    pub page: usize,
    /// The text.
    pub text: String,
    /// Left edge in millimetres.
    pub left_mm: f64,
    /// Top edge (three quarters of the size above the baseline) in millimetres.
    pub top_mm: f64,
    /// Right edge in millimetres.
    pub right_mm: f64,
    /// Bottom edge (a quarter of the size below the baseline) in millimetres.
    pub bottom_mm: f64,
    /// Size of the font in points, before scaling.
    pub size_pt: f64,
}

crate::documents::masked_debug!(TextRun);

pub(super) fn of_page(page: usize, frame: &Frame) -> Vec<TextRun> {
    let mut runs = Vec::new();
    collect(page, frame, Transform::identity(), &mut runs);
    runs
}

fn collect(page: usize, frame: &Frame, outer: Transform, runs: &mut Vec<TextRun>) {
    for (at, item) in frame.items() {
        let here = outer.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => collect(page, &group.frame, here.pre_concat(group.transform), runs),
            FrameItem::Text(text) => {
                let (above, below) = (text.size * -0.75, text.size * 0.25);
                let corners = [(Abs::zero(), above), (text.width(), above), (Abs::zero(), below), (text.width(), below)]
                    .map(|(x, y)| Point::new(x, y).transform(here));
                let (x, y) = (corners.map(|corner| corner.x.to_mm()), corners.map(|corner| corner.y.to_mm()));
                runs.push(TextRun {
                    page,
                    text: text.text.to_string(),
                    left_mm: least(&x),
                    top_mm: least(&y),
                    right_mm: most(&x),
                    bottom_mm: most(&y),
                    size_pt: text.size.to_pt(),
                });
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// Position of the first image of exactly `width` points on the page; the QR code of a slip.
pub(super) fn image_of_width(frame: &Frame, width: Abs) -> Option<Point> {
    find(frame, Transform::identity(), width)
}

fn find(frame: &Frame, outer: Transform, width: Abs) -> Option<Point> {
    frame.items().find_map(|(at, item)| {
        let here = outer.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => find(&group.frame, here.pre_concat(group.transform), width),
            FrameItem::Image(_, size, _) if (size.x - width).abs() < Abs::pt(0.01) => Some(Point::zero().transform(here)),
            FrameItem::Image(..) | FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => None,
        }
    })
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}
