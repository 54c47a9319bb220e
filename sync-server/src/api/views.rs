//! The shapes of the dashboard's API; TypeScript is generated from them. Core types are not the wire: each is made at the edge.

mod account;
mod case;
mod device;
mod event;
mod kit;
mod nik_check;
mod overview;
mod queue;
mod reference;
mod session;
mod slip;
mod stick;
mod visit;

pub use account::{AccountItem, AccountParams, AccountStateParams, OneTimePassword};
pub use case::{
    AnswerParams, AttachmentView, CasePage, NikAnswerParams, NoteParams, OfficeCaseView, ReleaseParams, SettleParams, StatusParams,
};
pub use device::{ConfirmKitParams, DeviceCode, DeviceItem, KitNotice, WaitingKit};
pub use event::LiveEvent;
pub use kit::{DeviceDecision, DeviceDetail, DeviceHeld, DeviceReport, EndKitParams, HeldExtract, HeldKelurahan, LostParams};
pub use nik_check::{NikCheckAnswer, NikCheckParams};
pub use overview::{KelurahanCoverage, LookupAlarm, OverviewView, RailCounts, StepCount, StepTime};
pub use queue::{ApplicationItem, ConflictItem, DiscardParams, HeldItem};
pub use reference::{OfficeReference, RegionItem, StatusItem};
pub use session::{
    ChangePasswordParams, CodeParams, FrontDoor, LoginParams, MeView, NewPasswordParams, QrView, RecoveryCodes, SecondFactorView,
};
pub use slip::{OfficeSlipVerdict, SlipAnswer, SlipParams, SlipSays};
pub use stick::{StickDamage, StickTaken};
pub use visit::{OfficeVisit, VisitParams, VisitTeamParams};
