//! Situations built in the words of the village.

use jiff::civil::date;
use ktpel_domain::layanan::Layanan;
use ktpel_domain::time::Timestamp;
use ktpel_sop::captures::SLOTS;
use ktpel_sop::catalogue;
use ktpel_sop::catalogue::Catalogue;
use ktpel_sop::requirements;
use ktpel_sop::situation::{
    CaptureRecord, CardState, CentralStatus, Channel, NikApplication, NikKnowledge, Outcome, Policy, RequirementRecord, Situation,
    StepRecord,
};

/// 2026-11-23, 09.00 in Kota Bima.
pub const NOW: Timestamp = Timestamp(1_795_395_600_000);
pub const DAY_MS: i64 = 86_400_000;

/// A grown, unmarried pemohon of this service who has just been received, after a contact request.
pub fn pemohon(layanan: Layanan) -> Situation {
    Situation {
        channel: Channel::Mobile,
        layanan,
        today: date(2026, 11, 23),
        now: NOW,
        tanggal_lahir: Some(date(1990, 3, 15)),
        pernah_kawin: false,
        nik: NikKnowledge::NotAsked,
        nik_application: NikApplication::None,
        has_contact: true,
        steps: Default::default(),
        requirements: Default::default(),
        captures: Default::default(),
        central: None,
        card_before: false,
        releases: Default::default(),
        waivers: Default::default(),
        card: CardState::None,
        handed_over: false,
        empty_fields: Default::default(),
        printed_conflicts: Vec::new(),
        incidents: Vec::new(),
        unknown_acts: 0,
        has_card_photo: false,
        policy: Policy::default(),
    }
}

pub trait Story: Sized {
    fn at_desk(self) -> Self;
    fn walk_in(self) -> Self;
    fn nik(self, nik: NikKnowledge) -> Self;
    fn application(self, application: NikApplication) -> Self;
    fn did(self, step: &str) -> Self;
    fn recorded_as(self, step: &str, record: StepRecord) -> Self;
    fn all_documents(self) -> Self;
    fn all_documents_of(self, catalogue: &Catalogue) -> Self;
    fn document(self, id: &str, record: RequirementRecord) -> Self;
    fn status(self, status: &str) -> Self;
    fn status_days_ago(self, status: &str, days: i64) -> Self;
    fn card_before(self) -> Self;
    fn all_captures(self) -> Self;
    fn photo(self) -> Self;
    fn born(self, year: i16, month: i8, day: i8) -> Self;
    fn married(self) -> Self;
    fn release(self, gate: &str) -> Self;
    fn waive(self, subject: &str) -> Self;
    fn card(self, card: CardState) -> Self;
    /// Received, asked, documents and data checked: what comes before recording.
    fn verified(self) -> Self;
}

impl Story for Situation {
    fn at_desk(mut self) -> Self {
        self.channel = Channel::Loket;
        self
    }
    fn walk_in(mut self) -> Self {
        self.has_contact = false;
        self
    }
    fn nik(mut self, nik: NikKnowledge) -> Self {
        self.nik = nik;
        self
    }
    fn application(mut self, application: NikApplication) -> Self {
        self.nik_application = application;
        self
    }
    fn did(self, step: &str) -> Self {
        self.recorded_as(step, StepRecord::Settled(Outcome::Done))
    }
    fn recorded_as(mut self, step: &str, record: StepRecord) -> Self {
        self.steps.insert(step.to_owned(), record);
        self
    }
    fn all_documents(self) -> Self {
        self.all_documents_of(catalogue())
    }
    fn all_documents_of(mut self, catalogue: &Catalogue) -> Self {
        for id in requirements::missing(catalogue.layanan(self.layanan).unwrap(), &self) {
            self.requirements.insert(id, RequirementRecord::Present);
        }
        self
    }
    fn document(mut self, id: &str, record: RequirementRecord) -> Self {
        self.requirements.insert(id.to_owned(), record);
        self
    }
    fn status(self, status: &str) -> Self {
        self.status_days_ago(status, 1)
    }
    fn status_days_ago(mut self, status: &str, days: i64) -> Self {
        let at = Timestamp(NOW.0 - days * DAY_MS);
        self.central = Some(CentralStatus { status: status.to_owned(), at, from_office: true });
        self
    }
    fn card_before(mut self) -> Self {
        self.card_before = true;
        self
    }
    fn all_captures(mut self) -> Self {
        self.captures = SLOTS.iter().map(|slot| (slot.id.to_owned(), CaptureRecord::Captured)).collect();
        self
    }
    fn photo(mut self) -> Self {
        self.has_card_photo = true;
        self
    }
    fn born(mut self, year: i16, month: i8, day: i8) -> Self {
        self.tanggal_lahir = Some(date(year, month, day));
        self
    }
    fn married(mut self) -> Self {
        self.pernah_kawin = true;
        self
    }
    fn release(mut self, gate: &str) -> Self {
        self.releases.insert(gate.to_owned());
        self
    }
    fn waive(mut self, subject: &str) -> Self {
        self.waivers.insert(subject.to_owned());
        self
    }
    fn card(mut self, card: CardState) -> Self {
        self.card = card;
        self
    }
    fn verified(self) -> Self {
        self.nik(NikKnowledge::Official).did("mobile.minta_nik").all_documents().did("mobile.nik_verifikasi")
    }
}
