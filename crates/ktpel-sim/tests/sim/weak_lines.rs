//! What the office gets over lines as they are in a village, exact to the millisecond: the time and the bytes are counted, nothing is measured.

use ktpel_sim::{Cuts, Journey, LineKind, Stall, carry_home, carry_home_watched};
use ktpel_sync::progress::Progress;
use ktpel_testkit::day::{Day, Proofs};

/// 100 kbit/s and 300 ms each way.
const SLOW: LineKind = LineKind { bytes_per_s: 12_500, one_way_ms: 300, cuts: Cuts::Never, stall: None };
/// 64 kbit/s with two seconds of nothing in every eleven, and a cut every 30 seconds.
const EDGE: LineKind =
    LineKind { bytes_per_s: 8_000, one_way_ms: 300, cuts: Cuts::EveryMs(30_000), stall: Some(Stall { every_ms: 11_000, for_ms: 2_000 }) };

fn day(cases: usize) -> Day {
    let mut day = Day::begin(5272);
    day.serve(cases, Proofs::TwoWaivers);
    day
}

/// Small pictures as they are sealed: bytes that nothing compresses.
fn pictures(count: usize, size: usize) -> Vec<Vec<u8>> {
    let noise = |n: usize, i: usize| ((n * 7919 + i) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[3];
    (0..count).map(|n| (0..size + n * 37).map(|i| noise(n, i)).collect()).collect()
}

#[track_caller]
fn journey(day: &Day, files: &[Vec<u8>], kind: LineKind) -> Journey {
    let journey = carry_home(day.device_key.clone(), &day.log, files.to_vec(), kind).expect("it must come to an end");
    assert_eq!((journey.entries, journey.files), (day.log.len() as u64, files.len()), "all is there: {journey:?}");
    journey
}

/// Bytes that must pass however good the line is: the log in the largest batches that there are, and the files.
fn payload(day: &Day, files: &[Vec<u8>]) -> u64 {
    let sign = |message: &[u8]| ed25519_dalek::Signer::sign(&day.device_key, message).to_bytes();
    let batches = day.log.chunks(ktpel_sync::Limits::default().entries);
    let text: usize = batches.map(|entries| ktpel_sync::encode_batch(entries, day.device(), sign).unwrap().len()).sum();
    (text + files.iter().map(Vec::len).sum::<usize>()) as u64
}

fn passed(journey: &Journey) -> u64 {
    journey.tally.up + journey.tally.down
}

#[test]
fn two_hundred_cases_take_little_longer_than_their_bytes_need() {
    let journey = journey(&day(200), &[], SLOW);
    let needed_ms = passed(&journey) * 1000 / SLOW.bytes_per_s;
    assert!(journey.ms * 10 <= needed_ms * 13, "at most 1.3 times: {} ms for bytes that need {needed_ms} ms, {journey:?}", journey.ms);
}

#[test]
fn a_cut_costs_at_most_one_piece() {
    let (day, files) = (day(200), pictures(12, 300_000));
    let cut = journey(&day, &files, LineKind { cuts: Cuts::AfterBytes(50_000, 200_000), ..SLOW });
    assert!(cut.tally.cuts >= 20, "a line that holds proves nothing: {cut:?}");
    // The largest piece is 256 KiB, the largest batch 96 KiB.
    assert!(cut.tally.most_wasted <= (256 << 10) + 5_000, "what one cut costs: {cut:?}");
    let useful = passed(&cut) - cut.tally.wasted;
    let payload = payload(&day, &files);
    assert!(useful * 100 <= payload * 110, "what arrived once is not sent again: {useful} bytes for {payload}, {cut:?}");
}

#[test]
fn sixty_cases_with_pictures_arrive_over_a_line_that_breaks_every_half_minute() {
    let (day, files) = (day(60), pictures(180, 16_000));
    let payload = payload(&day, &files);
    let journey = journey(&day, &files, EDGE);
    assert!(journey.tally.cuts >= 10, "a line that holds proves nothing: {journey:?}");
    assert!(passed(&journey) * 10 <= payload * 13, "at most 1.3 times {payload} bytes: {journey:?}");
}

#[test]
fn the_same_journey_takes_the_same_time() {
    let (day, files) = (day(5), pictures(3, 30_000));
    let kind = LineKind { cuts: Cuts::AfterBytes(20_000, 60_000), ..SLOW };
    assert_eq!(journey(&day, &files, kind), journey(&day, &files, kind));
}

/// What the screen says on the way: the time since the start and the numbers, and how long it took in all.
fn watched(day: &Day, files: &[Vec<u8>], kind: LineKind) -> (Vec<(u64, Progress)>, u64) {
    let mut told = Vec::new();
    let journey = carry_home_watched(day.device_key.clone(), &day.log, files.to_vec(), kind, |ms, progress| told.push((ms, progress)));
    (told, journey.expect("it must come to an end").ms)
}

/// Each minute that the screen names is near the truth, and none is far from the one before.
#[track_caller]
fn check_time_left(day: &Day, files: &[Vec<u8>], kind: LineKind, within: u64) {
    let (told, end) = watched(day, files, kind);
    let left: Vec<(u64, u64)> = told.iter().filter_map(|(ms, progress)| Some((*ms, progress.left_ms?))).collect();
    assert!(left.len() * 3 > told.len() * 2, "it must say something most of the time: {} of {}", left.len(), told.len());
    for pair in left.windows(2) {
        let ((before, said), (now, says)) = (pair[0], pair[1]);
        let expected = said.saturating_sub(now - before);
        let calm = (expected / 2).saturating_sub(60_000)..=expected * 2 + 60_000;
        assert!(calm.contains(&says), "at {now} ms it jumps from {said} to {says} ms");
    }
    // The first third may learn; a minute more or less is what the words cannot tell apart.
    for (at, says) in left.iter().filter(|(at, _)| *at > end / 3) {
        let truth = end - at;
        let near = (truth / within).saturating_sub(60_000)..=truth * within + 60_000;
        assert!(near.contains(says), "at {at} of {end} ms it says {says}, and {truth} ms were left");
    }
}

#[test]
fn the_time_left_is_near_the_truth_and_never_jumps() {
    check_time_left(&day(80), &pictures(24, 200_000), SLOW, 2);
    check_time_left(&day(60), &pictures(180, 16_000), EDGE, 2);
    check_time_left(&day(60), &pictures(20, 150_000), LineKind { cuts: Cuts::AfterBytes(50_000, 200_000), ..SLOW }, 2);
}

#[test]
fn the_numbers_only_grow_and_end_whole() {
    let (told, _) = watched(&day(60), &pictures(40, 16_000), EDGE);
    let counts: Vec<(u64, u64)> = told.iter().map(|(_, progress)| (progress.cases.safe, progress.files.safe)).collect();
    assert!(counts.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1), "what is safe stays safe: {counts:?}");
    let last = told.last().expect("something is told").1;
    assert_eq!((last.cases.safe, last.files.safe, last.files.of), (last.cases.of, 40, 40));
}
