//! How far the sending is, in numbers that a person understands: cases and files that are safe at the office, and the time that the rest will take.
//!
//! Pure: the host counts what waits and brings its monotonic clock along. What a cut line leaves over goes on in the next run with the same numbers; they
//! start anew once a run has ended well.

mod pace;

use crate::courier::Load;
use pace::Pace;

/// How many bytes of payload go into one byte on the line: changes of a case shrink about fourfold.
const SHRINKS: u64 = 4;

/// What waits for the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Cases with entries that the office has not receipted.
    pub cases: u64,
    /// Files that it has not confirmed.
    pub files: u64,
    /// Bytes of the payloads of all entries that wait.
    pub text_bytes: u64,
    /// Bytes of files that are still to go.
    pub file_bytes: u64,
}

impl Backlog {
    /// Bytes that are still to go over the line, as far as they may.
    const fn on_the_line(self, load: Load) -> u64 {
        let text = self.text_bytes / SHRINKS;
        match load {
            Load::Everything => text + self.file_bytes,
            Load::TextOnly => text,
        }
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Safe at the office.
    pub safe: u64,
    /// That waited when the sending began, and what came since.
    pub of: u64,
}

impl Count {
    /// Takes how many wait now. What is safe stays safe: new work makes the whole larger.
    fn see(&mut self, waits: u64) {
        self.of = self.of.max(self.safe + waits);
        self.safe = self.of - waits;
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Cases.
    pub cases: Count,
    /// Files.
    pub files: Count,
    /// Milliseconds that the rest will take; none while the line is not known well enough to tell.
    pub left_ms: Option<u64>,
}

/// What waited, on its way to the office: over as many runs as the line makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    under_way: Option<UnderWay>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct UnderWay {
    progress: Progress,
    pace: Pace,
    left: u64,
}

impl Passage {
    /// A run begins. `now_ms` is the host's monotonic clock.
    pub fn begin(&mut self, waits: Backlog, load: Load, now_ms: u64) {
        self.under_way.get_or_insert_default().pace.resume(now_ms);
        self.see(waits, load, now_ms);
    }

    /// Something went over the line: this waits now.
    pub fn see(&mut self, waits: Backlog, load: Load, now_ms: u64) {
        let Some(under_way) = &mut self.under_way else { return };
        let left = waits.on_the_line(load);
        let moved = under_way.left.saturating_sub(left);
        under_way.left = left;
        under_way.progress.cases.see(waits.cases);
        under_way.progress.files.see(waits.files);
        under_way.progress.left_ms = under_way.pace.step(moved, left, now_ms);
    }

    /// The run ended well: the next one counts anew.
    pub fn end(&mut self) {
        self.under_way = None;
    }

    /// How far it is; none while nothing is under way.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        self.under_way.as_ref().map(|under_way| under_way.progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(cases: u64, files: u64, file_bytes: u64) -> Backlog {
        Backlog { cases, files, text_bytes: cases * 4_000, file_bytes }
    }

    /// Cases and files, safe and of how many.
    fn counts(passage: &Passage) -> [u64; 4] {
        let progress = passage.progress().expect("a run is under way");
        [progress.cases.safe, progress.cases.of, progress.files.safe, progress.files.of]
    }

    #[test]
    fn what_is_safe_is_counted_of_what_waited_when_the_run_began() {
        let mut passage = Passage::default();
        assert_eq!(passage.progress(), None);
        passage.begin(waits(60, 18, 90_000), Load::Everything, 0);
        assert_eq!(counts(&passage), [0, 60, 0, 18]);
        passage.see(waits(48, 15, 75_000), Load::Everything, 10_000);
        assert_eq!(counts(&passage), [12, 60, 3, 18]);
        passage.see(waits(50, 15, 75_000), Load::Everything, 11_000);
        assert_eq!(counts(&passage), [12, 62, 3, 18], "new work makes the whole larger, what is safe stays safe");
        passage.see(waits(0, 0, 0), Load::Everything, 60_000);
        assert_eq!(counts(&passage), [62, 62, 18, 18]);
        passage.end();
        assert_eq!(passage.progress(), None);
    }

    #[test]
    fn a_cut_does_not_begin_the_count_anew() {
        let mut passage = Passage::default();
        passage.begin(waits(60, 0, 0), Load::Everything, 0);
        passage.see(waits(40, 0, 0), Load::Everything, 5_000);
        passage.begin(waits(40, 0, 0), Load::Everything, 300_000);
        passage.see(waits(30, 0, 0), Load::Everything, 305_000);
        assert_eq!(counts(&passage), [30, 60, 0, 0]);
    }

    /// A run at 1,000 bytes a second, a look every second; what is told at each look, in seconds.
    fn told(text_s: u64, files_s: u64, load: Load) -> Vec<Option<u64>> {
        let mut passage = Passage::default();
        let left = |s: u64| Backlog {
            cases: 1,
            files: 1,
            text_bytes: text_s.saturating_sub(s) * 1000 * SHRINKS,
            file_bytes: files_s.saturating_sub(s.saturating_sub(text_s)) * 1000,
        };
        passage.begin(left(0), load, 0);
        let tell = |s: u64| {
            passage.see(left(s), load, s * 1000);
            passage.progress().and_then(|progress| progress.left_ms).map(|ms| ms / 1000)
        };
        (1..=text_s).map(tell).collect()
    }

    #[test]
    fn the_time_left_is_told_once_it_is_steady() {
        let told = told(60, 180, Load::Everything);
        assert_eq!(told[..4], [None; 4], "the first seconds say little of a line");
        assert_eq!(told[9], Some(230));
        assert_eq!(told[59], Some(180));
    }

    #[test]
    fn pictures_that_may_not_go_take_no_time() {
        assert_eq!(told(60, 180, Load::TextOnly)[9], Some(50));
    }
}
