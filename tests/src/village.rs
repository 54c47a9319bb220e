//! What a team does with one resident, in its own verbs: everything through the contract, as the screens do it.

use serde_json::{Value, json};

use crate::laptop::{Laptop, text};

/// Biodata of a resident who has no NIK; nobody in it exists.
#[must_use]
pub fn biodata() -> Value {
    json!({
        "jenis_kelamin": "P", "tanggal_lahir": "1990-03-15", "tempat_lahir": "Bima", "alamat": "Jl. Gajah Mada 1", "rt": "001", "rw": "002",
        "kelurahan": "52.72.03.1004", "no_kk": "5272031505169998", "agama": "siak/1/ISLAM", "status_kawin": "f101_2019/1/Belum Kawin",
        "shdk": "siak/4/ANAK", "pendidikan": "f101_2019/3/Tamat SD", "pekerjaan": "f101_2019/1/Belum/Tidak Kerja", "kewarganegaraan": "WNI",
        "nama_ayah": "Abdul Karim", "nama_ibu": "Siti Aisyah",
    })
}

impl Laptop {
    /// Opens a case for a walk-in.
    #[track_caller]
    pub fn open_case(&self, layanan: &str, fields: Value) -> String {
        let case = self.call("case.open", json!({ "layanan": layanan, "contact": null, "nik": null, "fields": fields }));
        text(&case["detail"]["id"])
    }

    /// Writes fields as the screen does: with the values that it showed.
    #[track_caller]
    pub fn write(&self, id: &str, values: Value) -> Value {
        let shown = self.shown(id, values.as_object().expect("fields by id").keys());
        self.call("case.fields", json!({ "id": id, "values": values, "shown": shown }))["detail"].clone()
    }

    /// Answers a conflict with one of the values that stand.
    #[track_caller]
    pub fn answer(&self, id: &str, field: &str, chosen: &str) -> Value {
        let shown = &self.shown(id, [&field.to_owned()])[field];
        self.call("case.answer", json!({ "id": id, "field": field, "chosen": chosen, "shown": shown, "reason": "Kartu keluarga" }))["detail"].clone()
    }

    #[track_caller]
    fn shown<'a>(&self, id: &str, fields: impl IntoIterator<Item = &'a String>) -> Value {
        let case = self.case(id);
        fields.into_iter().map(|field| (field.clone(), json!(ops(&case, field)))).collect::<serde_json::Map<_, _>>().into()
    }

    /// Begins a step.
    #[track_caller]
    pub fn begin(&self, id: &str, step: &str) -> Value {
        self.step(id, step, "started", None)
    }

    /// Begins and ends a step.
    #[track_caller]
    pub fn do_step(&self, id: &str, step: &str) -> Value {
        self.begin(id, step);
        self.end(id, step)
    }

    /// Ends a step.
    #[track_caller]
    pub fn end(&self, id: &str, step: &str) -> Value {
        self.step(id, step, "done", None)
    }

    /// A step act.
    #[track_caller]
    pub fn step(&self, id: &str, step: &str, outcome: &str, reason: Option<&str>) -> Value {
        self.call("case.step", json!({ "id": id, "step": step, "outcome": outcome, "reason": reason }))["detail"].clone()
    }

    /// Adds a note.
    #[track_caller]
    pub fn note(&self, id: &str, words: &str) {
        self.call("case.note", json!({ "id": id, "text": words }));
    }

    /// Finds every requirement of the case present.
    #[track_caller]
    pub fn all_documents_there(&self, id: &str) {
        let case = self.case(id);
        for requirement in case["requirements"].as_array().expect("a list") {
            self.call("case.requirement", json!({ "id": id, "requirement": requirement["id"], "state": "present", "note": null }));
        }
    }

    /// Takes a slot; a finger that did not lie well is laid again.
    #[track_caller]
    pub fn capture(&self, id: &str, slot: &str) -> Value {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_call("recording.capture", json!({ "id": id, "slot": slot, "blob": null })) {
                Ok(taken) => return taken["case"]["detail"].clone(),
                Err(problem) => assert!(problem["params"]["what"] == "poor_contact" && tries < 20, "{slot}: {problem}"),
            }
        }
    }

    /// Records everything that is missing.
    #[track_caller]
    pub fn record(&self, id: &str) {
        for slot in self.case(id)["captures_missing"].as_array().expect("a list") {
            self.capture(id, &text(slot));
        }
    }

    /// NIK of residents of the extract who had a card before.
    #[track_caller]
    #[must_use]
    pub fn residents_with_card(&self) -> Vec<String> {
        let by_name =
            |nama: &str| self.call("resident.lookup", json!({ "nomor": null, "nama": nama, "tanggal_lahir": null, "kelurahan": null }));
        let found: Vec<Value> =
            ["siti", "abdul", "muhammad", "nur"].iter().flat_map(|nama| by_name(nama).as_array().cloned().unwrap_or_default()).collect();
        let mut niks: Vec<String> = Vec::new();
        for resident in &found {
            let nik = text(&resident["nik"]);
            if resident["kartu_terbit"] == true && resident["status_rekam"] == "CARD_ISSUED" && !niks.contains(&nik) {
                niks.push(nik);
            }
        }
        assert!(!niks.is_empty(), "the seeded extract has residents with a card");
        niks
    }

    /// Serves a resident who lost the card, up to the open print gate.
    #[track_caller]
    pub fn serve_lost_card(&self, nik: &str) -> String {
        let case = self.call("case.open", json!({ "layanan": "hilang", "contact": null, "nik": nik, "fields": {} }));
        let id = text(&case["detail"]["id"]);
        self.do_step(&id, "mobile.minta_nik");
        self.all_documents_there(&id);
        self.do_step(&id, "mobile.nik_verifikasi");
        let case = self.capture(&id, "foto_kartu");
        assert_eq!(case["gate_open"], true, "a lost card is printed on the spot: {}", case["gate"]);
        id
    }

    /// Prints the card on the blanko of that serial, into the folder printer.
    #[track_caller]
    pub fn print_card(&self, id: &str, blanko: &str) -> Value {
        self.call("print.card", json!({ "id": id, "blanko": blanko, "printer": "kartu" }))["detail"].clone()
    }

    /// Says what came out of the printer.
    #[track_caller]
    pub fn came_out(&self, id: &str, result: &str) -> Value {
        self.call("print.outcome", json!({ "id": id, "result": result }))["detail"].clone()
    }
}

/// Values of a field that stand side by side, sorted.
#[track_caller]
#[must_use]
pub fn values(case: &Value, field: &str) -> Vec<String> {
    let mut values: Vec<String> = case["fields"][field]["said"].as_array().into_iter().flatten().map(|said| text(&said["value"])).collect();
    values.sort();
    values
}

/// Op ids of a field that stand side by side.
#[must_use]
pub fn ops(case: &Value, field: &str) -> Vec<String> {
    case["fields"][field]["said"].as_array().into_iter().flatten().map(|said| text(&said["op"])).collect()
}

/// Status of a step.
#[track_caller]
#[must_use]
pub fn status(case: &Value, step: &str) -> String {
    let steps = case["steps"].as_array().expect("a case has steps");
    text(&steps.iter().find(|known| known["id"] == step).unwrap_or_else(|| panic!("no step {step}"))["status"])
}

/// Codes of what keeps the print gate shut.
#[must_use]
pub fn shut_by(case: &Value) -> Vec<String> {
    codes(case["gate"].as_array().into_iter().flatten().flat_map(|condition| condition["reasons"].as_array().into_iter().flatten()))
}

/// Codes of the reasons of a refusal.
#[must_use]
pub fn reasons(problem: &Value) -> Vec<String> {
    codes(problem["reasons"].as_array().into_iter().flatten())
}

fn codes<'a>(reasons: impl Iterator<Item = &'a Value>) -> Vec<String> {
    reasons.map(|reason| text(&reason["code"])).collect()
}
