//! The list of methods. One line here is one use case and who may call it: the trait, the dispatcher with its check of the role, and the TypeScript
//! map are derived from it. A line without its access does not compile.

use ktpel_domain::peran::Action;
use serde::{Serialize, de::DeserializeOwned};
use ts_rs::{Config, TS};

use crate::{Access, Problem, ProblemCode, views::*};

/// How a line of the contract says who may call.
macro_rules! access {
    (closed) => {
        Access::Closed
    };
    (signed_in) => {
        Access::SignedIn
    };
    (may($action:ident)) => {
        Access::May(Action::$action)
    };
}

macro_rules! contract {
    ($($(#[$doc:meta])* $method:literal => $name:ident($params:ty) -> $result:ty, $access:ident $(($action:ident))?;)*) => {
        /// The kit's use cases. Hosts call them through [`dispatch`].
        pub trait Kit {
            /// Refuses who may not: `locked` when nobody is signed in, `not_your_role` for a role that may not do this.
            ///
            /// # Errors
            /// Those two.
            fn admit(&self, access: Access) -> Result<(), Problem>;

            /// Refuses new work while the office was not met for too long, or has revoked the kit.
            ///
            /// # Errors
            /// [`ProblemCode::LeaseOver`] or [`ProblemCode::Revoked`].
            fn lease(&self, method: &str) -> Result<(), Problem>;

            $($(#[$doc])* fn $name(&self, params: $params) -> Result<$result, Problem>;)*
        }

        /// Names of all methods, in the order of the contract.
        pub const METHODS: &[&str] = &[$($method),*];

        /// Every method with who may call it.
        pub const ACCESS: &[(&str, Access)] = &[$(($method, access!($access $(($action))?)),)*];

        /// Calls the method of that name with JSON parameters, for who may call it.
        ///
        /// # Errors
        /// [`ProblemCode::BadRequest`] for an unknown method or parameters of another form; what [`Kit::admit`] refuses; else what the
        /// method answers.
        pub fn dispatch<K: Kit + ?Sized>(kit: &K, method: &str, params: serde_json::Value) -> Result<serde_json::Value, Problem> {
            kit.lease(method)?;
            match method {
                $($method => {
                    kit.admit(access!($access $(($action))?))?;
                    answer(kit.$name(read(params)?)?)
                })*
                _ => Err(Problem::new(ProblemCode::BadRequest).with("what", "method")),
            }
        }

        /// The TypeScript interface that maps each method to its parameters and result, and the modules of all views.
        ///
        /// # Errors
        /// When a file cannot be written.
        pub fn typescript(cfg: &Config) -> Result<String, ts_rs::ExportError> {
            let mut out = String::from("export interface Rpc {\n");
            let mut names = std::collections::BTreeSet::new();
            $(
                <$params as TS>::export_all(cfg).or_else(primitive)?;
                <$result as TS>::export_all(cfg).or_else(primitive)?;
                out.push_str(&format!("  {:?}: {{ params: {}; result: {} }};\n", $method, <$params as TS>::name(cfg), <$result as TS>::name(cfg)));
                collect::<$params>(cfg, &mut names);
                collect::<$result>(cfg, &mut names);
            )*
            out.push_str("}\n");
            let imports: String = names.iter().map(|name| format!("import type {{ {name} }} from \"./{name}\";\n")).collect();
            Ok(format!("// Generated from the contract in crates/ktpel-ipc. Do not edit.\n{imports}\n{out}"))
        }
    };
}

fn read<T: DeserializeOwned>(params: serde_json::Value) -> Result<T, Problem> {
    // The message of serde may quote the value: it is not passed on.
    serde_json::from_value(params).map_err(|_| Problem::new(ProblemCode::BadRequest).with("what", "params"))
}

fn answer<T: Serialize>(result: T) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(result).map_err(|_| Problem::new(ProblemCode::Internal))
}

/// Lists of views and `null` have no file of their own.
fn primitive(error: ts_rs::ExportError) -> Result<(), ts_rs::ExportError> {
    match error {
        ts_rs::ExportError::CannotBeExported(_) => Ok(()),
        other => Err(other),
    }
}

/// Collects the names of the exported types that `T` mentions in a signature.
fn collect<T: TS + 'static>(cfg: &Config, names: &mut std::collections::BTreeSet<String>) {
    if T::output_path().is_some() {
        names.insert(T::ident(cfg));
    }
    struct Visit<'a>(&'a Config, &'a mut std::collections::BTreeSet<String>);
    impl ts_rs::TypeVisitor for Visit<'_> {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            if T::output_path().is_some() {
                self.1.insert(T::ident(self.0));
            }
        }
    }
    if T::output_path().is_none() {
        T::visit_generics(&mut Visit(cfg, names));
    }
}

contract! {
    // --- the program and the session ---
    /// What the program shows first: set-up, passphrase, operator or the board.
    "app.state" => app_state(Empty) -> AppState, closed;
    /// Asks the office to take this laptop in, with the one-time code that it shows; gives the six words to be compared.
    "app.setup" => app_setup(SetupParams) -> SetupWords, closed;
    /// Looks whether a second person at the office has let the laptop in, and if so finishes the set-up.
    "app.setup_look" => app_setup_look(Empty) -> SetupProgress, closed;
    /// Opens the store with the team passphrase.
    "session.unlock" => session_unlock(UnlockParams) -> AppState, closed;
    /// Signs an operator in with the PIN; the first time sets it.
    "session.sign_in" => session_sign_in(SignInParams) -> AppState, closed;
    /// Locks at once.
    "session.lock" => session_lock(Empty) -> AppState, closed;
    /// Draws five new words, shown once; until they are typed back the old ones count.
    "session.new_passphrase" => session_new_passphrase(UnlockParams) -> WordsView, signed_in;
    /// The new words typed back: from now on only they count.
    "session.confirm_passphrase" => session_confirm_passphrase(UnlockParams) -> AppState, signed_in;
    /// Gives the data a new key under the same words; operators sign in again.
    "session.rekey" => session_rekey(UnlockParams) -> AppState, signed_in;
    /// Sets language or theme of this kit.
    "settings.set" => settings_set(SettingParams) -> AppState, closed;
    /// The state of safety for the frame.
    "status.get" => status_get(Empty) -> StatusView, closed;
    /// The SOP, the forms, the code lists and the services, once after sign-in.
    "reference.get" => reference_get(Empty) -> ReferenceView, closed;
    /// Regions below a code (`52.72` → kecamatan, `52.72.03` → kelurahan).
    "wilayah.below" => wilayah_below(WilayahParams) -> Vec<WilayahItem>, closed;

    // --- half-typed forms ---
    /// Keeps what is typed so far.
    "draft.save" => draft_save(DraftParams) -> Empty, may(WorkCase);
    /// Gives it back.
    "draft.get" => draft_get(DraftKey) -> DraftView, may(WorkCase);

    // --- visits and contacts ---
    /// Visits known to this kit.
    "visit.list" => visit_list(Empty) -> Vec<VisitSummary>, may(ReadFigures);
    /// Chooses the visit of today.
    "visit.select" => visit_select(VisitId) -> VisitView, may(ReadPersonal);
    /// One visit with its contact requests.
    "visit.get" => visit_get(VisitId) -> VisitView, may(ReadPersonal);
    /// Plans a visit on the kit.
    "visit.create" => visit_create(VisitParams) -> VisitView, may(PlanVisit);
    /// Logs a contact request.
    "contact.log" => contact_log(ContactParams) -> VisitView, may(OpenCase);
    /// Makes the Surat Himbauan of a visit.
    "visit.himbauan" => visit_himbauan(DocumentParams) -> DocumentView, may(PlanVisit);

    // --- board and search ---
    /// The day: columns by open step, counts, median time.
    "board.get" => board_get(Empty) -> BoardView, may(ReadPersonal);
    /// Finds cases and residents by NIK, NKK, name, slip code.
    "search.find" => search_find(SearchParams) -> SearchView, may(ReadPersonal);
    /// Looks residents up in the register extract.
    "resident.lookup" => resident_lookup(LookupParams) -> Vec<ResidentView>, may(ReadPersonal);
    /// Checks a NIK while it is typed.
    "nik.check" => nik_check(NikCheckParams) -> NikCheckView, closed;
    /// Residents whose card waits for a later visit.
    "debt.list" => debt_list(Empty) -> Vec<BoardCard>, may(ReadPersonal);

    // --- the case ---
    /// Opens a case for a walk-in or for a contact.
    "case.open" => case_open(OpenCaseParams) -> CaseView, may(OpenCase);
    /// One case.
    "case.get" => case_get(CaseId) -> CaseView, may(ReadPersonal);
    /// The full NIK of a case, to be shown to who asks; it is logged.
    "case.nik" => case_nik(CaseId) -> NikView, may(ReadPersonal);
    /// Writes the fields that changed.
    "case.fields" => case_fields(FieldsParams) -> CaseView, may(WorkCase);
    /// Starts, ends, skips or returns a step.
    "case.step" => case_step(StepParams) -> CaseView, may(WorkCase);
    /// Records a requirement as present or missing.
    "case.requirement" => case_requirement(RequirementParams) -> CaseView, may(WorkCase);
    /// Adds a note.
    "case.note" => case_note(NoteParams) -> CaseView, may(WorkCase);
    /// Answers a conflict.
    "case.answer" => case_answer(AnswerParams) -> CaseView, may(SettleConflict);
    /// Takes a resident of the register into the case, with the facts of the extract.
    "case.bind" => case_bind(BindParams) -> CaseView, may(WorkCase);
    /// The register beside the family card, field by field.
    "case.compare" => case_compare(CaseId) -> ComparisonView, may(ReadPersonal);
    /// Files the NIK application (F-1.01).
    "case.apply_nik" => case_apply_nik(NoteParams) -> CaseView, may(ApplyNik);

    // --- recording ---
    /// The live picture of a device.
    "recording.preview" => recording_preview(PreviewParams) -> PreviewView, may(Record);
    /// Takes a slot with the device and keeps it.
    "recording.capture" => recording_capture(CaptureParams) -> CaptureView, may(Record);
    /// Waives a slot, with a reason.
    "recording.waive" => recording_waive(WaiveParams) -> CaseView, may(WaiveCapture);
    /// Picks one of two takes.
    "recording.choose" => recording_choose(ChooseParams) -> CaseView, may(SettleConflict);

    // --- printing and handover ---
    /// Printers with their state and supplies.
    "printer.list" => printer_list(Empty) -> Vec<PrinterView>, signed_in;
    /// Adds or changes a printer of this kit.
    "printer.set" => printer_set(PrinterParams) -> Vec<PrinterView>, may(PrintCard);
    /// The face of the card as it would be printed.
    "print.face" => print_face(CaseId) -> DocumentView, may(ReadPersonal);
    /// Takes a blanko and prints the card, or records that SIAK printed it.
    "print.card" => print_card(PrintCardParams) -> CaseView, may(PrintCard);
    /// Says what came out of the printer.
    "print.outcome" => print_outcome(PrintOutcomeParams) -> CaseView, may(PrintCard);
    /// Hands the card over.
    "handover.give" => handover_give(HandoverParams) -> CaseView, may(HandOver);
    /// Prints or shows the slip, the receipt or the application sheet.
    "document.make" => document_make(CaseDocumentParams) -> DocumentView, may(ReadPersonal);
    /// The stock of blanko and ribbon.
    "stock.get" => stock_get(Empty) -> StockView, may(ReadFigures);
    /// Prints or shows the report of the day: services, blanko, and the ends of the logs.
    "report.day" => report_day(ReportParams) -> DocumentView, may(ReadFigures);
    /// Takes blanko into the stock of the kit.
    "stock.receive" => stock_receive(StockParams) -> StockView, may(MoveStock);

    // --- sync ---
    /// What waits and what happened last.
    "sync.state" => sync_state(Empty) -> SyncView, signed_in;
    /// Tries to reach the office now.
    "sync.now" => sync_now(Empty) -> SyncView, signed_in;
    /// Chooses what the line may carry: everything, or text now and pictures later.
    "sync.load" => sync_load(LoadParams) -> SyncView, signed_in;
    /// Sends the pictures that wait, for this once.
    "sync.pictures" => sync_pictures(Empty) -> SyncView, signed_in;
    /// Asks the office by a new one-time code to renew the permit of this laptop; gives the six words to be compared.
    "permit.renew" => permit_renew(PermitParams) -> SetupWords, signed_in;
    /// Looks whether a second person at the office has renewed the permit.
    "permit.look" => permit_look(Empty) -> PermitProgress, signed_in;
    /// Laptop satu tim: where this laptop listens, and the laptops it met.
    "team.get" => team_get(Empty) -> TeamView, signed_in;
    /// Changes how this laptop meets its team.
    "team.set" => team_set(TeamParams) -> TeamView, signed_in;
    /// Checks everything stored here against what was signed, and names the first row of each log that does not fit.
    "kit.verify" => kit_verify(Empty) -> VerifyView, signed_in;
    /// Sticks that are plugged in, and what lies on them for this laptop.
    "stick.places" => stick_places(StickLook) -> Vec<StickPlace>, may(CarryUsb);
    /// Writes what the office lacks into one sealed file.
    "stick.export" => stick_export(StickExportParams) -> StickFile, may(CarryUsb);
    /// Takes the office's receipt.
    "stick.receipt" => stick_receipt(StickReceiptParams) -> SyncView, may(CarryUsb);
    /// Laptops of the office that work can be given to.
    "stick.laptops" => stick_laptops(Empty) -> Vec<StickLaptop>, may(CarryUsb);
    /// Writes all work that is here into one file sealed for another laptop of the team.
    "stick.give" => stick_give(StickGiveParams) -> StickGiven, may(CarryUsb);
    /// Takes in what another laptop of the team gave.
    "stick.take" => stick_take(StickTakeParams) -> StickWork, may(CarryUsb);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes `Rpc.ts` and all views; `git diff` in CI shows when the committed contract is old.
    #[test]
    fn typescript_is_written() {
        let cfg = Config::from_env();
        let text = typescript(&cfg).unwrap();
        crate::Event::export_all(&cfg).unwrap();
        crate::Problem::export_all(&cfg).unwrap();
        assert_eq!(text.matches("params:").count(), METHODS.len(), "each method has its line");
        let file = cfg.out_dir().join("Rpc.ts");
        std::fs::create_dir_all(cfg.out_dir()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    #[test]
    fn method_names_are_unique() {
        let unique: std::collections::BTreeSet<_> = METHODS.iter().collect();
        assert_eq!(unique.len(), METHODS.len(), "two methods of one name would hide each other");
    }
}
