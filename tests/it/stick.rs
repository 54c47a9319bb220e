//! A village without signal and an office that only a stick reaches: the work arrives, once, whatever happens to the file on the way, and the
//! receipt comes back.

use std::path::{Path, PathBuf};

use ktpel_tests::{Laptop, Office};
use serde_json::json;

/// A laptop with a day's work that the office lacks, and a stick.
struct Village {
    office: Office,
    url: String,
    laptop: Laptop,
    stick: tempfile::TempDir,
    case: String,
}

impl Village {
    fn after_a_day() -> Self {
        let mut office = Office::seed(500);
        let url = office.start();
        let laptop = Laptop::ready(&office, &url, "Laptop 1", "Siti Rahmawati");
        office.stop();
        let case = laptop.open_case("baru", json!({ "nama_lengkap": "Oi Fo'o", "punya_nik": "tidak" }));
        for turn in 0..40 {
            laptop.note(&case, &format!("catatan {turn}"));
        }
        laptop.capture(&case, "foto_kartu");
        Self { office, url, laptop, stick: tempfile::tempdir().unwrap(), case }
    }

    /// Exports and gives the file.
    #[track_caller]
    fn export(&self) -> PathBuf {
        let file = self.laptop.call("stick.export", json!({ "folder": self.stick.path() }));
        self.stick.path().join(file["name"].as_str().unwrap())
    }

    /// Takes a file at the office; gives what it said.
    #[track_caller]
    fn take(&self, file: &Path) -> String {
        self.office.run(&["stick", file.to_str().unwrap()])
    }

    fn receipt(&self, file: &Path) -> PathBuf {
        file.with_extension("ktpr")
    }

    fn unsent(&self) -> (u64, u64) {
        let status = self.laptop.call("status.get", json!({}));
        (status["unsent"].as_u64().unwrap(), status["unsent_files"].as_u64().unwrap())
    }

    /// The office is on and shows the case with everything.
    #[track_caller]
    fn arrived(&mut self) {
        assert_eq!(self.office.start(), self.url);
        let case = self.office.person("kasi").case(&self.case);
        let notes = case["history"].as_array().unwrap().iter().filter(|item| item["kind"] == "note").count();
        assert_eq!(notes, 40, "every note once: {}", case["history"]);
    }
}

#[test]
fn a_stick_carries_the_work_and_brings_the_receipt() {
    let mut village = Village::after_a_day();
    let (entries, files) = village.unsent();
    assert!(entries > 40 && files > 0, "a day's work waits");
    let file = village.export();
    assert_eq!(village.unsent(), (entries, files), "exporting changes nothing: the stick may be lost");
    let said = village.take(&file);
    assert!(said.contains("attachments: 1 of 1 are whole") && !said.contains("damaged") && !said.contains("not whole"), "{said}");
    let again = village.take(&file);
    assert_eq!(again, said, "taking it twice changes nothing");
    let view = village.laptop.call("stick.receipt", json!({ "file": village.receipt(&file) }));
    assert_eq!((&view["status"]["unsent"], &view["status"]["unsent_files"]), (&json!(0), &json!(0)), "the office has it, the kit knows");
    assert_eq!(village.laptop.refused("stick.export", json!({ "folder": village.stick.path() }))["code"], "nothing_to_do");
    village.arrived();
    village.laptop.sync();
    village.office.stop();
    village.arrived();
}

#[test]
fn a_damaged_file_gives_what_is_good_and_the_rest_comes_again() {
    let mut village = Village::after_a_day();
    let file = village.export();
    let honest = std::fs::read(&file).unwrap();
    // Somewhere in the pieces of the photo: the log stands before them.
    let mut bent = honest.clone();
    let place = bent.len() - bent.len() / 10;
    bent[place] ^= 0xff;
    std::fs::write(&file, &bent).unwrap();
    let said = village.take(&file);
    assert!(said.contains("damaged: ") && said.contains("the file is not whole"), "{said}");
    assert!(said.contains("attachments: 0 of 1"), "{said}");
    let view = village.laptop.call("stick.receipt", json!({ "file": village.receipt(&file) }));
    assert_eq!((&view["status"]["unsent"], &view["status"]["unsent_files"]), (&json!(0), &json!(1)), "the log arrived, the photo did not");
    let rest = village.export();
    assert!(village.take(&rest).contains("attachments: 1 of 1"), "the photo comes with the next file");
    village.laptop.call("stick.receipt", json!({ "file": village.receipt(&rest) }));
    assert_eq!(village.unsent(), (0, 0));
    village.arrived();
}

#[test]
fn a_cut_file_gives_its_beginning() {
    let mut village = Village::after_a_day();
    let file = village.export();
    let honest = std::fs::read(&file).unwrap();
    std::fs::write(&file, &honest[..honest.len() / 2]).unwrap();
    let said = village.take(&file);
    assert!(said.contains("the file is not whole"), "{said}");
    std::fs::write(&file, &honest).unwrap();
    assert!(!village.take(&file).contains("not whole"), "the whole file later brings the rest");
    village.arrived();
}

#[test]
fn only_the_own_offices_receipt_counts() {
    let village = Village::after_a_day();
    let file = village.export();
    village.take(&file);
    let other = Village::after_a_day();
    let foreign = other.export();
    other.take(&foreign);
    let refused = |file: PathBuf| {
        let problem = village.laptop.refused("stick.receipt", json!({ "file": file }));
        (problem["code"].as_str().unwrap().to_owned(), problem["params"]["what"].as_str().unwrap().to_owned())
    };
    assert_eq!(refused(other.receipt(&foreign)), ("stick".to_owned(), "other_office".to_owned()));
    assert_eq!(refused(file.clone()), ("stick".to_owned(), "not_ours".to_owned()));
    assert_eq!(refused(file.with_extension("none")), ("stick".to_owned(), "gone".to_owned()));
    assert!(village.unsent().0 > 40, "nothing of it counted");
}

#[test]
fn nothing_on_the_stick_can_be_read() {
    let village = Village::after_a_day();
    let bytes = std::fs::read(village.export()).unwrap();
    for word in ["Oi Fo'o", "catatan 7", "nama_lengkap", "Siti"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word} stands on the stick");
    }
}

#[test]
fn a_stick_that_cannot_be_used_is_named_and_nothing_is_lost() {
    let village = Village::after_a_day();
    let before = village.unsent();
    let problem = village.laptop.refused("stick.export", json!({ "folder": village.stick.path().join("none") }));
    assert_eq!((&problem["code"], &problem["params"]["what"]), (&json!("stick"), &json!("folder")));
    assert_eq!(village.unsent(), before);
    assert_eq!(std::fs::read_dir(village.stick.path()).unwrap().count(), 0, "nothing half-written is left");
}
