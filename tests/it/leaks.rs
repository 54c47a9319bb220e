//! A stolen laptop tells nothing: after a full day every byte of every file that the kit wrote is searched for what it knows of people,
//! and the server's folder for what it knows of their recordings (issue "Trust", point 1; UU 27/2022 ps. 35).
//!
//! Paper is outside: a printer's spool is the system's (docs/security.md says how to keep it in memory), and the folder printer stands for it.
//! What the kit writes on a USB stick is not paper: it is searched too.

use std::{fs::File, path::Path, process::Command};

use ktpel_testkit::village::Village;
use ktpel_tests::{
    KitHome, Laptop, Office, http,
    laptop::text,
    leak::{Searched, Secrets},
    process::program,
    village::biodata,
};
use serde_json::{Value, json};
use tempfile::TempDir;

const RESIDENTS: usize = 2000;
const NAMA: &str = "Halimah Contoh Sanggar";
const KELUARGA: &str = "Abdurrahman Contoh";
const PHONE: &str = "0812-9900-9911";
const DRAFT: &str = "Jalan Contoh Pelita 9911";
const CATATAN: &str = "Menunggu surat nikah dari KUA Rasanae";

/// Everything that one kit may write to, beside the office and the printer.
struct Places {
    /// HOME, TMPDIR, XDG folders and the log of the program.
    user: TempDir,
    /// What the folder printer puts out: paper.
    paper: TempDir,
    /// A USB stick.
    stick: TempDir,
}

impl Places {
    fn new() -> Self {
        let [user, paper, stick] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        Self { user, paper, stick }
    }

    /// Starts the kit with every variable that names a place pointing here, and its log kept.
    fn start(&self, laptop: &mut Laptop) {
        let mut command = Command::new(program("ktpel-web-host"));
        for variable in ["HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
            let place = self.user.path().join(variable);
            std::fs::create_dir_all(&place).unwrap();
            command.env(variable, place);
        }
        let log = File::options().create(true).append(true).open(self.user.path().join("log")).unwrap();
        command.env("KTPEL_DATA_DIR", laptop.path()).env("KTPEL_LOG", "debug").current_dir(self.user.path()).stderr(log);
        laptop.start_as(&mut command);
        laptop.unlock();
    }

    /// What the kit wrote.
    fn written<'a>(&'a self, laptop: &'a Laptop) -> [&'a Path; 3] {
        [laptop.path(), self.user.path(), self.stick.path()]
    }
}

/// What the day made known, gathered as it is worked.
struct Known {
    /// Everything of everybody.
    all: Secrets,
    /// Pictures alone: the office may know the names.
    pictures: Secrets,
}

impl Known {
    /// Everybody of the register that the kit carries, and what will be typed.
    fn new() -> Self {
        let mut all = Secrets::default();
        for (number, resident) in Village::kota_bima(5272, RESIDENTS).iter().enumerate() {
            all.number(&format!("NIK of resident {number}"), resident.nik.as_deref().unwrap_or_default());
            all.number(&format!("No KK of resident {number}"), &resident.no_kk);
            all.text(&format!("name of resident {number}"), &resident.nama);
            all.text(&format!("address of resident {number}"), &resident.alamat);
        }
        for (what, said) in [("name", NAMA), ("family", KELUARGA), ("phone", PHONE), ("draft", DRAFT), ("note", CATATAN)] {
            all.text(&format!("{what} that was typed"), said);
        }
        all.number("phone that was typed", &PHONE.replace('-', ""));
        let biodata = biodata();
        for field in ["no_kk", "alamat", "nama_ayah", "nama_ibu"] {
            all.number(&format!("{field} that was typed"), &text(&biodata[field]));
        }
        Self { all, pictures: Secrets::default() }
    }

    fn picture(&mut self, what: &str, plain: &[u8]) {
        self.all.picture(what, plain);
        self.pictures.picture(what, plain);
    }

    /// A picture that the kit answers as a `data:` address.
    fn shown(&mut self, what: &str, address: &Value) {
        let (_, base64) = address.as_str().unwrap().split_once("base64,").unwrap();
        self.picture(what, &data_encoding::BASE64.decode(base64.as_bytes()).unwrap());
    }

    /// Every recording of a case, as the kit opens it for the operator.
    fn recordings(&mut self, laptop: &Laptop, id: &str) {
        for capture in laptop.case(id)["captures"].as_array().unwrap() {
            for take in capture["takes"].as_array().unwrap() {
                let path = format!("/lampiran/{}?token={}", text(&take["hash"]), laptop.token());
                let answer = http::send(laptop.address(), "GET", &path, &[], b"").unwrap();
                assert_eq!(answer.status, 200, "{}: the operator sees what was recorded", capture["slot"]);
                self.picture(&format!("{} of case {id}", capture["slot"]), &answer.body);
            }
        }
    }
}

/// Reception to recording of somebody who called before and has no NIK, with all that is typed, half typed, looked up and shown.
fn without_nik(laptop: &Laptop, known: &mut Known) -> String {
    let visit = laptop.call("app.state", json!({}))["visit"]["id"].clone();
    let request = json!({ "visit": visit, "nama": NAMA, "no_hp": PHONE, "layanan": "baru", "punya_nik": "tidak", "alamat": DRAFT, "catatan": CATATAN, "cara": "telepon" });
    let contact = laptop.call("contact.log", request)["contacts"][0]["id"].clone();
    let open = json!({ "layanan": "baru", "contact": contact, "nik": null, "fields": { "punya_nik": "tidak" } });
    let id = text(&laptop.call("case.open", open)["detail"]["id"]);
    laptop.do_step(&id, "mobile.minta_nik");
    laptop.begin(&id, "mobile.jelaskan_daftar_nik");
    laptop.call(
        "draft.save",
        json!({ "key": format!("case/{id}/biodata"), "value": json!({ "alamat": DRAFT, "nama_ibu": KELUARGA }).to_string() }),
    );
    laptop.write(&id, biodata());
    laptop.note(&id, CATATAN);
    laptop.call("case.apply_nik", json!({ "id": id, "text": CATATAN }));
    laptop.all_documents_there(&id);
    laptop.end(&id, "mobile.jelaskan_daftar_nik");
    laptop.begin(&id, "mobile.rekam");
    known.shown("live picture", &laptop.call("recording.preview", json!({ "id": id, "slot": "wajah" }))["frame"]);
    laptop.record(&id);
    laptop.end(&id, "mobile.rekam");
    known.recordings(laptop, &id);
    id
}

/// A lost card: looked up, verified, photographed, printed, handed to the family.
fn lost_card(laptop: &Laptop, known: &mut Known, blanko: &str) -> String {
    let nik = laptop.residents_with_card().remove(0);
    laptop.call("nik.check", json!({ "input": nik }));
    laptop.call("search.find", json!({ "query": nik }));
    let id = laptop.serve_lost_card(&nik);
    known.recordings(laptop, &id);
    known.shown("face of the card", &laptop.call("print.face", json!({ "id": id }))["preview"]);
    laptop.print_card(&id, blanko);
    laptop.came_out(&id, "good");
    laptop.call("handover.give", json!({ "id": id, "receiver": "keluarga", "receiver_name": KELUARGA, "old_card": null }));
    id
}

/// Slip, receipt and letter, on the screen and on paper.
fn papers(laptop: &Laptop, known: &mut Known, new: &str, lost: &str) {
    for (id, document, printer) in [(new, "slip", "slip"), (lost, "slip", "slip"), (lost, "tanda_terima", "dokumen")] {
        let made = laptop.call("document.make", json!({ "id": id, "document": document, "printer": printer }));
        known.shown(&format!("{document} of case {id}"), &made["preview"]);
    }
    let visit = laptop.call("visit.list", json!({}))[0]["id"].clone();
    laptop.call("visit.himbauan", json!({ "id": visit, "printer": "dokumen" }));
}

/// A day from the first contact to the evening, with a crash in the middle, a lock at noon, a stick in the afternoon and the signal in the evening.
fn a_day(office: &mut Office, laptop: &mut Laptop, places: &Places, known: &mut Known) {
    office.stop();
    for untuk in ["kartu", "slip", "dokumen"] {
        let uri = format!("folder:{}", places.paper.path().display());
        laptop.call("printer.set", json!({ "id": untuk, "nama": "Pencetak", "untuk": untuk, "uri": uri }));
    }
    let new = without_nik(laptop, known);
    laptop.kill();
    places.start(laptop);
    assert_eq!(laptop.case(&new)["captures_missing"], json!([]), "the crash lost nothing");
    let lost = lost_card(laptop, known, "CONTOH0001");
    laptop.call("session.lock", json!({}));
    laptop.unlock();
    papers(laptop, known, &new, &lost);
    let carried = laptop.call("stick.export", json!({ "folder": places.stick.path() }));
    assert!(carried["bytes"].as_u64().unwrap() > 100_000 && carried["attachments"].as_u64().unwrap() > 5, "all of the day: {carried}");
    office.start();
    laptop.sync();
    laptop.call("search.find", json!({ "query": NAMA }));
    laptop.call("draft.save", json!({ "key": "reception", "value": format!("{NAMA} {PHONE}") }));
}

#[track_caller]
fn nothing_found(searched: &Searched, when: &str) {
    assert!(searched.hits.is_empty(), "{when}, in {} files: {:#?}", searched.files.len(), searched.hits);
}

#[test]
fn the_files_of_a_kit_tell_nothing() {
    let mut office = Office::seed(RESIDENTS);
    let url = office.start();
    let (places, mut known) = (Places::new(), Known::new());
    let mut laptop = Laptop::with_home(KitHome::enrolled(&office, &url, "Laptop 1"), "Siti Rahmawati");
    places.start(&mut laptop);
    laptop.sync();
    a_day(&mut office, &mut laptop, &places, &mut known);
    let shown = laptop.call("search.find", json!({ "query": NAMA })).to_string() + &laptop.call("visit.list", json!({})).to_string();
    let search = known.all.search();
    assert!(!search.bytes(Path::new("screen"), shown.as_bytes()).is_empty(), "what the screen shows is what is sought");

    laptop.call("session.lock", json!({}));
    let locked = search.folders(&places.written(&laptop));
    nothing_found(&locked, "locked by the operator");
    laptop.kill();
    let stopped = search.folders(&places.written(&laptop));
    nothing_found(&stopped, "without current");
    for file in ["ktpel.db", "ktpel.db-wal", "slots.json", "settings.json", "log"] {
        assert!(stopped.saw(file), "{file} was searched: {:?}", stopped.files);
    }
    assert!(stopped.files.len() > 20 && stopped.bytes > 1 << 20, "store, recordings and log: {} bytes", stopped.bytes);
    std::fs::write(places.user.path().join("HOME/catatan.txt"), format!("ingat: {PHONE}")).unwrap();
    assert_eq!(search.folders(&places.written(&laptop)).hits.len(), 1, "a note that somebody leaves there would be found");

    let recordings = known.pictures.search().folders(&[office.path()]);
    nothing_found(&recordings, "recordings at the office");
    assert!(recordings.bytes > 1 << 20, "the office has the recordings, sealed: {} bytes", recordings.bytes);
}

/// Makes an office of the same people, with more arguments, and says what its folder tells of them.
fn office_of(known: &Known, arguments: &[&str]) -> Searched {
    let data = tempfile::tempdir().unwrap();
    let mut seed = Command::new(program("sync-server"));
    seed.args(["seed", "--seed", "5272", "--residents", &RESIDENTS.to_string(), "--data"]).arg(data.path()).args(arguments);
    let made = seed.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    known.all.search().folders(&[data.path()])
}

#[test]
fn the_files_of_an_office_tell_nothing() {
    let known = Known::new();
    let key = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key.path(), "5272".repeat(16)).unwrap();
    let sealed = office_of(&known, &["--key-file", &key.path().display().to_string()]);
    nothing_found(&sealed, "an office with a key file");
    assert!(sealed.bytes > 100_000, "the register was searched: {} bytes", sealed.bytes);
    assert!(office_of(&known, &[]).hits.len() > 100, "without a key the same search finds the register");
}
