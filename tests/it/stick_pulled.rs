//! A stick that is pulled out, full or gone in the middle of writing: the kit says so, nothing counts as exported, no half file passes for a whole one,
//! and the next attempt is not confused by what the last one left. Real file systems, mounted and taken away.

use std::{fs, path::Path, sync::Arc};

use ktpel_app::{App, DEMO_PASSPHRASE, DEMO_PIN};
use ktpel_ipc::{Problem, dispatch};
use ktpel_tests::{
    KitHome, Laptop, Office,
    stick::{Mishaps, Stick, UnluckyHost, pull},
};
use serde_json::{Value, json};

const OPERATOR: &str = "Siti Rahmawati";
/// Room for a day's work, in megabytes.
const ROOM: u32 = 64;

/// A laptop with a day's work that the office lacks.
struct Village {
    office: Office,
    home: KitHome,
    mishaps: Arc<Mishaps>,
    app: App<UnluckyHost>,
    /// Bytes of the whole file, and what waits.
    size: u64,
    unsent: (Value, Value),
}

impl Village {
    fn after_a_day() -> Self {
        let mut office = Office::seed(500);
        let url = office.start();
        let home = KitHome::enrolled(&office, &url, "Laptop 1");
        let mut laptop = Laptop::with_home(home, OPERATOR);
        laptop.open();
        laptop.sync();
        office.stop();
        let case = laptop.open_case("baru", json!({ "nama_lengkap": "Oi Fo'o", "punya_nik": "tidak" }));
        (0..20).for_each(|turn| laptop.note(&case, &format!("catatan {turn}")));
        laptop.capture(&case, "foto_kartu");
        let home = laptop.into_home();
        let mishaps = Arc::new(Mishaps::default());
        let app = App::new(home.path().to_owned(), UnluckyHost::new(&mishaps));
        let mut village = Self { office, home, mishaps, app, size: 0, unsent: Default::default() };
        village.sign_in();
        let elsewhere = tempfile::tempdir().unwrap();
        village.size = village.export(elsewhere.path()).unwrap()["bytes"].as_u64().unwrap();
        village.unsent = village.waiting();
        village
    }

    fn sign_in(&self) {
        self.call("session.unlock", json!({ "passphrase": DEMO_PASSPHRASE })).unwrap();
        let state = self.call("app.state", json!({})).unwrap();
        let operator = state["operators"].as_array().unwrap().iter().find(|operator| operator["nama"] == OPERATOR).unwrap();
        self.call("session.sign_in", json!({ "operator": operator["id"], "pin": DEMO_PIN })).unwrap();
    }

    fn call(&self, method: &str, params: Value) -> Result<Value, Problem> {
        dispatch(&self.app, method, params)
    }

    fn waiting(&self) -> (Value, Value) {
        let status = self.call("status.get", json!({})).unwrap();
        (status["unsent"].clone(), status["unsent_files"].clone())
    }

    fn export(&self, folder: &Path) -> Result<Value, Problem> {
        self.call("stick.export", json!({ "folder": folder }))
    }

    /// The mishap came in the middle of the file; the kit says what happened, and everything still waits.
    #[track_caller]
    fn refused(&self, folder: &Path, what: &str) {
        let problem = self.export(folder).expect_err("no file was exported");
        let code = serde_json::to_value(problem.code).unwrap();
        assert_eq!((code, problem.params["what"].as_str()), (json!("stick"), what));
        assert_eq!(self.waiting(), self.unsent, "nothing counts as exported");
    }

    /// The stick is good now: all of it arrives, and the receipt comes back.
    #[track_caller]
    fn arrives(&self, stick: &Stick) {
        let name = self.export(stick.folder()).unwrap()["name"].as_str().unwrap().to_owned();
        assert_eq!(stick.names(), [name.as_str()], "the whole file and nothing else");
        let file = stick.file(&name);
        let said = self.office.run(&["stick", file.to_str().unwrap()]);
        assert!(said.contains("attachments: 1 of 1 are whole") && !said.contains("not whole"), "{said}");
        self.call("stick.receipt", json!({ "file": file.with_extension("ktpr") })).unwrap();
        assert_eq!(self.waiting(), (json!(0), json!(0)), "{}", self.home.path().display());
    }
}

#[test]
fn a_stick_pulled_out_in_the_middle_holds_no_file_and_the_next_attempt_is_whole() {
    let village = Village::after_a_day();
    let stick = Stick::plugged_in(ROOM);
    let folder = stick.folder().to_owned();
    village.mishaps.expect(stick.folder(), village.size / 3, move || pull(&folder));
    village.refused(stick.folder(), "gone");
    assert!(village.mishaps.happened());
    assert_eq!(fs::read_dir(stick.folder()).unwrap().count(), 0, "nothing was written on the laptop's own disk instead");
    let left = stick.names();
    assert!(left.iter().all(|name| name.ends_with(".sedang-ditulis")) && left.len() == 1, "no name of a whole file: {left:?}");
    // Somebody takes what is left for a file all the same.
    let half = stick.file("ktpel-setengah.ktps");
    let bytes = fs::read(stick.file(&left[0])).unwrap();
    fs::write(&half, &bytes[..bytes.len() * 2 / 3]).unwrap();
    let said = village.office.run(&["stick", half.to_str().unwrap()]);
    assert!(said.contains("the file is not whole") && said.contains("attachments: 0 of 1"), "what is good is named: {said}");
    fs::remove_file(&half).unwrap();
    fs::remove_file(half.with_extension("ktpr")).unwrap();
    stick.plug_in();
    village.arrives(&stick);
}

#[test]
fn another_stick_in_its_place_gets_no_half_file() {
    let village = Village::after_a_day();
    let (stick, other) = (Stick::plugged_in(ROOM), Stick::plugged_in(ROOM));
    other.pull();
    let (folder, content) = (stick.folder().to_owned(), other.file(""));
    village.mishaps.expect(stick.folder(), village.size / 3, move || {
        pull(&folder);
        let swapped = std::process::Command::new("mount").arg("--bind").arg(content).arg(folder).status();
        assert!(swapped.unwrap().success());
    });
    village.refused(stick.folder(), "gone");
    assert!(village.mishaps.happened());
    assert_eq!(other.names(), Vec::<String>::new(), "the other stick is as it was");
    stick.pull();
    stick.plug_in();
    village.arrives(&stick);
}

#[test]
fn a_folder_that_disappears_is_named() {
    let village = Village::after_a_day();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("USB");
    fs::create_dir(&folder).unwrap();
    let gone = folder.clone();
    village.mishaps.expect(&folder, village.size / 3, move || fs::remove_dir_all(gone).unwrap());
    village.refused(&folder, "gone");
    village.refused(&folder, "folder");
    assert!(village.mishaps.happened());
    village.arrives(&Stick::plugged_in(ROOM));
}

#[test]
fn a_stick_without_room_is_named_and_left_as_it_was() {
    let village = Village::after_a_day();
    let small = Stick::plugged_in(1);
    let room = 1 << 20;
    fs::write(small.file("liburan.jpg"), vec![7; room - usize::try_from(village.size / 2).unwrap()]).unwrap();
    village.refused(small.folder(), "full");
    assert_eq!(small.names(), ["liburan.jpg"], "what was begun is removed again: there is as much room as before");
    fs::remove_file(small.file("liburan.jpg")).unwrap();
    village.arrives(&small);
}

#[test]
fn a_stick_that_is_locked_for_writing_is_named() {
    let village = Village::after_a_day();
    let stick = Stick::plugged_in(ROOM);
    let remounted = std::process::Command::new("mount").args(["-o", "remount,bind,ro"]).arg(stick.folder()).status();
    assert!(remounted.unwrap().success());
    village.refused(stick.folder(), "locked");
    stick.pull();
    stick.plug_in();
    village.arrives(&stick);
}
