//! A kit after thirty days and three thousand cases beside the same kit on its first day, in turns: it must start, act and sync alike.
//!
//! The cases of the days before are of lost cards that team-mates printed and handed over, so they are closed; today's thirty are the kit's own.

use std::path::{Path, PathBuf};

use ktpel_domain::ids::DocId;
use ktpel_testkit::{
    day::Day,
    village::{FIXTURE_SEED, Village},
};
use ktpel_tests::{Office, kit::set_up, process::program};
use serde_json::{Value, json};

use crate::{
    figure::{Against, median, report, timed},
    start::cases::{self, Kit},
    sync::kit::{Kit as TeamMate, Yard, visit},
};

/// Residents of the office.
const RESIDENTS: usize = 2_000;
/// Days before today.
const DAYS: usize = 30;
/// Closed cases of each.
const CLOSED: usize = 100;
/// The kit's own cases of today.
const TODAY: usize = 30;
/// Starts of each kit that count; one more before them warms the caches.
const RUNS: usize = 9;
/// Acts and syncs after each start.
const ACTS: usize = 20;

/// Runs all measurements of this kind.
pub fn run() {
    let homes = tempfile::tempdir_in(program("bench").parent().unwrap()).unwrap();
    let old = Aged::after(DAYS, &homes.path().join("old"));
    let young = Aged::after(0, &homes.path().join("young"));
    let (mut of_old, mut of_young) = (Costs::default(), Costs::default());
    for run in 0..=RUNS {
        let (one, other) = (old.costs(), young.costs());
        if run > 0 {
            of_old.add(one);
            of_young.add(other);
        }
    }
    for (what, old, young) in of_old.beside(&of_young) {
        let against = Against { what: "the same kit on its first day, in turns with it", value: young };
        report(what, old, "ms", RUNS, Some(against));
    }
    let (old, young) = (old.store_mb(), young.store_mb());
    report("store_mb", old, "MB", DAYS * CLOSED + TODAY, Some(Against { what: "the same kit on its first day", value: young }));
}

/// A kit with its office, which runs.
struct Aged {
    _yard: Yard,
    home: PathBuf,
    case: String,
}

impl Aged {
    /// A kit that took part in so many days, and today.
    fn after(days: usize, home: &Path) -> Self {
        let office = Office::seed(RESIDENTS);
        let visits: Vec<DocId> = (0..days).map(|n| DocId([u8::try_from(n).unwrap() + 1; 16])).collect();
        plan(&office, &visits);
        let days: Vec<Day> = (300..).zip(&visits).map(|(seed, visit)| Day::of_visit(seed, *visit)).collect();
        let mut yard = Yard::around(office, &days);
        for mut day in days {
            day.replace_cards(CLOSED);
            TeamMate::of(day, &yard).sync(&mut yard);
        }
        set_up(home, "ktpel-web-host", yard.office(), &yard.url, "Laptop ukur");
        let kit = Kit::open(home);
        kit.ask("sync.now", json!({}));
        let residents = Village::kota_bima(FIXTURE_SEED, RESIDENTS);
        for resident in residents.iter().take(TODAY) {
            cases::serve(&kit, resident, "baru");
        }
        kit.ask("sync.now", json!({}));
        assert_eq!(kit.cases(), TODAY, "the board is today's");
        let board = kit.ask("board.get", json!({}));
        let card = board["columns"].as_array().unwrap().iter().find_map(|column| column["cards"].get(0)).unwrap().clone();
        Self { _yard: yard, home: home.to_owned(), case: card["id"].as_str().unwrap().to_owned() }
    }

    /// Starts the kit once, works on a case and syncs when there is nothing new.
    fn costs(&self) -> [f64; 6] {
        let kit = Kit::locked(&self.home);
        let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
        let (state, unlock) = timed(|| kit.unlock());
        let (_, sign_in) = timed(|| kit.sign_in(&state));
        let (_, board) = timed(|| kit.ask("board.get", json!({})));
        let (_, acts) = timed(|| (0..ACTS).for_each(|n| drop(self.note(&kit, n))));
        kit.ask("sync.now", json!({}));
        let (_, syncs) = timed(|| (0..ACTS).for_each(|_| drop(kit.ask("sync.now", json!({})))));
        let per = ACTS as f64;
        [ms(unlock), ms(sign_in), ms(board), ms(unlock + sign_in + board), ms(acts) / per, ms(syncs) / per]
    }

    fn note(&self, kit: &Kit, n: usize) -> Value {
        kit.ask("case.note", json!({ "id": self.case, "text": format!("Catatan {n}") }))
    }

    fn store_mb(&self) -> f64 {
        let files = std::fs::read_dir(&self.home).unwrap().filter_map(Result::ok);
        files.filter_map(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file).map(|data| data.len()).sum::<u64>() as f64 / 1e6
    }
}

/// Assigns the visits of earlier days.
fn plan(office: &Office, visits: &[DocId]) {
    let clock = std::sync::Arc::new(sync_server::clock::SystemClock::default());
    let inside = sync_server::Office::open(office.path(), None, clock).unwrap();
    for (day, id) in (1..).zip(visits) {
        inside.plan_visit(&visit(*id, &format!("2026-10-{day:02}"), None), None).unwrap();
    }
}

/// Times of several starts.
#[derive(Default)]
struct Costs([Vec<f64>; 6]);

impl Costs {
    const NAMES: [&str; 6] = ["unlock_call_ms", "sign_in_call_ms", "board_get_call_ms", "unlock_to_board_ms", "act_ms", "sync_idle_ms"];

    fn add(&mut self, costs: [f64; 6]) {
        self.0.iter_mut().zip(costs).for_each(|(all, one)| all.push(one));
    }

    /// The middle ones of both, by name.
    fn beside<'c>(&'c self, other: &'c Self) -> impl Iterator<Item = (&'static str, f64, f64)> + 'c {
        let middle = |values: &Vec<f64>| median(values.clone());
        Self::NAMES.into_iter().zip(self.0.iter().zip(&other.0)).map(move |(name, (one, other))| (name, middle(one), middle(other)))
    }
}
