//! A display of its own, and when the picture on it came to rest.
//!
//! Xvfb keeps its picture in a file; sampled rows of it are compared every few milliseconds. A caret that blinks is no change.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use ktpel_tests::process::{DEADLINE, Kill, start_until, wait_for};
use tempfile::TempDir;

/// Every so many rows are looked at: no line of text is less high.
const ROW_STEP: usize = 6;
const LOOK_EVERY: Duration = Duration::from_millis(4);
/// Without change for so long, the picture is the last one.
const AT_REST: Duration = Duration::from_millis(2_500);
/// Sampled pixels that a caret may change.
const CARET_PIXELS: usize = 40;
const PIXEL_BYTES: usize = 4;

/// A display with nothing on it.
pub struct Screen {
    name: String,
    picture: File,
    layout: Layout,
    _server: Kill,
    _folder: TempDir,
}

/// Where the pixels lie in the file (X Window Dump, big-endian header).
struct Layout {
    first: usize,
    row_bytes: usize,
    rows: usize,
}

impl Screen {
    /// Starts a display of 1366 × 768, the real laptop.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-nocursor", "-fbdir"])
            .arg(folder.path())
            .stderr(Stdio::null());
        let (server, number) = start_until(&mut xvfb, "");
        let picture = File::open(folder.path().join("Xvfb_screen0")).unwrap();
        let layout = wait_for("the header of the picture", || Layout::read(&picture));
        Self { name: format!(":{}", number.trim()), picture, layout, _server: server, _folder: folder }
    }

    /// The display's name for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Waits until the picture is at rest after having changed at all; gives the time of its last change since `start`.
    pub fn at_rest_since(&self, start: Instant) -> Duration {
        let blank = self.look();
        let (mut last, mut changed) = (blank.clone(), None);
        loop {
            std::thread::sleep(LOOK_EVERY);
            let (seen, now) = (self.look(), start.elapsed());
            if pixels_apart(&seen, &last) > CARET_PIXELS {
                (last, changed) = (seen, Some(now));
            }
            if let Some(changed) = changed.filter(|changed| now.saturating_sub(*changed) > AT_REST) {
                return changed;
            }
            assert!(now < DEADLINE, "nothing came onto the screen, or it never came to rest");
        }
    }

    /// Sampled rows of the picture as it is now.
    pub fn look(&self) -> Vec<u8> {
        let Layout { first, row_bytes, rows } = self.layout;
        let mut seen = vec![0; row_bytes * rows.div_ceil(ROW_STEP)];
        for (row, bytes) in (0..rows).step_by(ROW_STEP).zip(seen.chunks_exact_mut(row_bytes)) {
            self.picture.read_exact_at(bytes, (first + row * row_bytes) as u64).unwrap();
        }
        seen
    }
}

/// How many sampled pixels differ.
pub fn pixels_apart(one: &[u8], other: &[u8]) -> usize {
    if one == other {
        return 0;
    }
    one.chunks_exact(PIXEL_BYTES).zip(other.chunks_exact(PIXEL_BYTES)).filter(|(one, other)| one != other).count()
}

/// Whether two pictures are the same but for a caret.
pub fn alike(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && pixels_apart(one, other) <= CARET_PIXELS
}

impl Layout {
    fn read(picture: &File) -> Option<Self> {
        let mut header = [0; 100];
        picture.read_exact_at(&mut header, 0).ok()?;
        let word = |n: usize| u32::from_be_bytes(header[n * 4..n * 4 + 4].try_into().unwrap()) as usize;
        let (size, rows, row_bytes, colours) = (word(0), word(5), word(12), word(19));
        // A colour of the map takes 12 bytes.
        (size > 0 && rows > 0).then_some(Self { first: size + colours * 12, row_bytes, rows })
    }
}
