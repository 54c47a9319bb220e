//! Peran, the official roles, and the one table of what each may do.
//!
//! A field team is one to five people, so each of the three field roles may do all field work; the SOP's lane only informs.
//! Kasi Identitas approves; who records does not approve; the admin keeps the machines and reads no personal data
//! (UU 27/2022 ps. 16: purpose limits).

use serde::{Deserialize, Serialize};

/// A role of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Peran {
    /// Records biometrics.
    OperatorPerekaman,
    /// Receives and verifies documents.
    PetugasAdministrasi,
    /// Works in SIAK and prints.
    Operator,
    /// Head of the identity section: approves.
    KasiIdentitas,
    /// Head of the division for population registration.
    Kabid,
    /// Head of the office.
    KepalaDinas,
    /// Keeps accounts, keys and kits; reads no personal data.
    Admin,
}

impl Peran {
    /// Every role, in the order of the SOP's lanes.
    pub const ALL: [Self; 7] = [
        Self::OperatorPerekaman,
        Self::PetugasAdministrasi,
        Self::Operator,
        Self::KasiIdentitas,
        Self::Kabid,
        Self::KepalaDinas,
        Self::Admin,
    ];

    /// The stored id, e.g. `kasi_identitas`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::OperatorPerekaman => "operator_perekaman",
            Self::PetugasAdministrasi => "petugas_administrasi",
            Self::Operator => "operator",
            Self::KasiIdentitas => "kasi_identitas",
            Self::Kabid => "kabid",
            Self::KepalaDinas => "kepala_dinas",
            Self::Admin => "admin",
        }
    }

    /// The official name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OperatorPerekaman => "Operator Perekaman",
            Self::PetugasAdministrasi => "Petugas Administrasi",
            Self::Operator => "Operator",
            Self::KasiIdentitas => "Kasi Identitas",
            Self::Kabid => "Kabid Pelayanan Pendaftaran Penduduk",
            Self::KepalaDinas => "Kepala Dinas",
            Self::Admin => "Admin",
        }
    }

    /// The name in English.
    #[must_use]
    pub const fn label_en(self) -> &'static str {
        match self {
            Self::OperatorPerekaman => "Recording operator",
            Self::PetugasAdministrasi => "Administration officer",
            Self::Operator => "Operator",
            Self::KasiIdentitas => "Head of the identity section",
            Self::Kabid => "Head of the registration division",
            Self::KepalaDinas => "Head of the office",
            Self::Admin => "Administrator",
        }
    }

    /// The lane of the SOP in which the role works; none for the admin, whom the SOP does not know.
    #[must_use]
    pub const fn lane(self) -> Option<&'static str> {
        match self {
            Self::Kabid => Some("kabid_pelayanan_dafduk"),
            Self::Admin => None,
            Self::OperatorPerekaman | Self::PetugasAdministrasi | Self::Operator | Self::KasiIdentitas | Self::KepalaDinas => {
                Some(self.id())
            }
        }
    }

    /// The role with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|peran| peran.id() == id)
    }
}

/// The text is the id of no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such role")]
pub struct UnknownPeran;

impl std::str::FromStr for Peran {
    type Err = UnknownPeran;

    fn from_str(id: &str) -> Result<Self, UnknownPeran> {
        Self::find(id).ok_or(UnknownPeran)
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $id:literal: $who:ident;)*) => {
        /// What somebody may be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Action {
            $($(#[$doc])* #[serde(rename = $id)] $name,)*
        }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable id, e.g. `card.print`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The roles that may, all others may not.
            #[must_use]
            pub const fn who(self) -> &'static [Peran] {
                match self { $(Self::$name => $who,)* }
            }
        }
    };
}

use Peran::{Admin, Kabid, KasiIdentitas, KepalaDinas, Operator, OperatorPerekaman, PetugasAdministrasi};

const FIELD: &[Peran] = &[OperatorPerekaman, PetugasAdministrasi, Operator];
const FIELD_AND_KASI: &[Peran] = &[OperatorPerekaman, PetugasAdministrasi, Operator, KasiIdentitas];
const READERS: &[Peran] = &[OperatorPerekaman, PetugasAdministrasi, Operator, KasiIdentitas, Kabid, KepalaDinas];
const CLERKS: &[Peran] = &[PetugasAdministrasi, Operator, KasiIdentitas];
const KASI: &[Peran] = &[KasiIdentitas];
const OFFICERS: &[Peran] = &[KasiIdentitas, Kabid];
const HEADS: &[Peran] = &[KasiIdentitas, Kabid, KepalaDinas];
const ADMIN: &[Peran] = &[Admin];
const ADMIN_AND_OFFICERS: &[Peran] = &[KasiIdentitas, Kabid, Admin];
const ALL: &[Peran] = &Peran::ALL;

// The table: one line per action.
actions! {
    /// Reads cases, the register and slips.
    ReadPersonal = "personal.read": READERS;
    /// Opens a visit, a case, or logs a contact (mobile steps 1 and 2).
    OpenCase = "case.open": FIELD_AND_KASI;
    /// Fills in and corrects fields, checks requirements, writes notes, ends and returns steps.
    WorkCase = "case.work": FIELD_AND_KASI;
    /// Chooses between two values, two takes or two ends of a step.
    SettleConflict = "conflict.settle": FIELD_AND_KASI;
    /// Files an application for a NIK (mobile step 4).
    ApplyNik = "nik.apply": FIELD_AND_KASI;
    /// Records biometrics (mobile step 6).
    Record = "capture.record": FIELD;
    /// Waives a capture that cannot be made, with a reason.
    WaiveCapture = "capture.waive": FIELD_AND_KASI;
    /// Prints a card through the gate and says what came out (mobile step 7).
    PrintCard = "card.print": FIELD;
    /// Hands a card over and withdraws an old one (mobile step 9).
    HandOver = "card.hand_over": FIELD;
    /// Takes blanko and ribbon in and out.
    MoveStock = "stock.move": FIELD_AND_KASI;
    /// Signs the destruction of spoiled and withdrawn cards (berita acara).
    Destroy = "stock.destroy": OFFICERS;
    /// Carries unsynced work by USB.
    CarryUsb = "sync.usb": FIELD_AND_KASI;
    /// Approves what the desk submitted.
    Approve = "case.approve": KASI;
    /// Releases a case from the print-ready rule or allows a second recording.
    Release = "gate.release": OFFICERS;
    /// Enters an answer of SIAK: a NIK, a status.
    EnterFact = "fact.enter": CLERKS;
    /// Imports an export of SIAK or publishes the extract for a visit.
    ImportRegister = "register.import": CLERKS;
    /// Plans visits and sends the letters.
    PlanVisit = "visit.plan": FIELD_AND_KASI;
    /// Sets the policy of the office.
    SetPolicy = "policy.set": OFFICERS;
    /// Sees figures without persons.
    ReadFigures = "figures.read": ALL;
    /// Prints reports with persons.
    PrintReport = "report.print": HEADS;
    /// Reads the audit log: who did what to which case id.
    ReadAudit = "audit.read": ADMIN_AND_OFFICERS;
    /// Makes and ends accounts.
    KeepAccounts = "account.keep": ADMIN;
    /// Asks for a kit to be enrolled.
    EnrolDevice = "device.enrol": ADMIN_AND_OFFICERS;
    /// Confirms the enrolment that another user asked for.
    ConfirmDevice = "device.confirm": OFFICERS;
    /// Locks or wipes a lost kit.
    WipeDevice = "device.wipe": ADMIN_AND_OFFICERS;
    /// Makes and restores backups.
    Backup = "backup.keep": ADMIN;
}

/// The role may do this.
#[must_use]
pub fn may(peran: Peran, action: Action) -> bool {
    action.who().contains(&peran)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_and_distinct() {
        for peran in Peran::ALL {
            assert_eq!(peran.id().parse(), Ok(peran));
        }
        let mut ids: Vec<_> = Action::ALL.iter().map(|action| action.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Action::ALL.len(), "an id names one action");
    }

    #[test]
    fn who_records_does_not_approve() {
        for peran in Peran::ALL {
            let both = may(peran, Action::Record) && (may(peran, Action::Approve) || may(peran, Action::Release));
            assert!(!both, "{peran:?} could approve an own recording");
        }
    }

    #[test]
    fn any_field_role_does_all_field_work() {
        let rights = |peran| {
            [Action::OpenCase, Action::WorkCase, Action::ApplyNik, Action::Record, Action::PrintCard, Action::HandOver]
                .map(|action| may(peran, action))
        };
        for peran in [OperatorPerekaman, PetugasAdministrasi, Operator] {
            assert_eq!(rights(peran), [true; 6], "{peran:?}: a team may be one person");
        }
    }

    #[test]
    fn the_admin_touches_no_person() {
        let allowed: Vec<_> = Action::ALL.iter().filter(|action| may(Admin, **action)).map(|action| action.id()).collect();
        assert_eq!(allowed, ["figures.read", "audit.read", "account.keep", "device.enrol", "device.wipe", "backup.keep"]);
    }

    #[test]
    fn only_kasi_approves() {
        assert_eq!(Action::Approve.who(), [KasiIdentitas]);
    }

    #[test]
    fn every_action_has_somebody() {
        for action in Action::ALL {
            assert!(!action.who().is_empty(), "{action:?} could never be done");
        }
    }
}
