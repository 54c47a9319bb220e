//! The list of methods. One line here is one use case: the trait, the dispatcher and the TypeScript map are derived from it.

use serde::{Serialize, de::DeserializeOwned};
use ts_rs::{Config, TS};

use crate::{Problem, ProblemCode, views::*};

macro_rules! contract {
    ($($(#[$doc:meta])* $method:literal => $name:ident($params:ty) -> $result:ty;)*) => {
        /// The kit's use cases. Hosts call them through [`dispatch`].
        pub trait Kit {
            $($(#[$doc])* fn $name(&self, params: $params) -> Result<$result, Problem>;)*
        }

        /// Names of all methods, in the order of the contract.
        pub const METHODS: &[&str] = &[$($method),*];

        /// Calls the method of that name with JSON parameters.
        ///
        /// # Errors
        /// [`ProblemCode::BadRequest`] for an unknown method or parameters of another form; else what the method answers.
        pub fn dispatch<K: Kit + ?Sized>(kit: &K, method: &str, params: serde_json::Value) -> Result<serde_json::Value, Problem> {
            match method {
                $($method => answer(kit.$name(read(params)?)?),)*
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
    "app.state" => app_state(Empty) -> AppState;
    /// Sets the kit up with the office address and the one-time code that the office shows.
    "app.setup" => app_setup(SetupParams) -> SetupView;
    /// Opens the store with the team passphrase.
    "session.unlock" => session_unlock(UnlockParams) -> AppState;
    /// Signs an operator in with the PIN; the first time sets it.
    "session.sign_in" => session_sign_in(SignInParams) -> AppState;
    /// Locks at once.
    "session.lock" => session_lock(Empty) -> AppState;
    /// Sets language or theme of this kit.
    "settings.set" => settings_set(SettingParams) -> AppState;
    /// The state of safety for the frame.
    "status.get" => status_get(Empty) -> StatusView;
    /// The SOP, the forms, the code lists and the services, once after sign-in.
    "reference.get" => reference_get(Empty) -> ReferenceView;
    /// Regions below a code (`52.72` → kecamatan, `52.72.03` → kelurahan).
    "wilayah.below" => wilayah_below(WilayahParams) -> Vec<WilayahItem>;

    // --- half-typed forms ---
    /// Keeps what is typed so far.
    "draft.save" => draft_save(DraftParams) -> Empty;
    /// Gives it back.
    "draft.get" => draft_get(DraftKey) -> DraftView;

    // --- visits and contacts ---
    /// Visits known to this kit.
    "visit.list" => visit_list(Empty) -> Vec<VisitSummary>;
    /// Chooses the visit of today.
    "visit.select" => visit_select(VisitId) -> VisitView;
    /// One visit with its contact requests.
    "visit.get" => visit_get(VisitId) -> VisitView;
    /// Plans a visit on the kit.
    "visit.create" => visit_create(VisitParams) -> VisitView;
    /// Logs a contact request.
    "contact.log" => contact_log(ContactParams) -> VisitView;
    /// Makes the Surat Himbauan of a visit.
    "visit.himbauan" => visit_himbauan(DocumentParams) -> DocumentView;

    // --- board and search ---
    /// The day: columns by open step, counts, median time.
    "board.get" => board_get(Empty) -> BoardView;
    /// Finds cases and residents by NIK, NKK, name, slip code.
    "search.find" => search_find(SearchParams) -> SearchView;
    /// Looks residents up in the register extract.
    "resident.lookup" => resident_lookup(LookupParams) -> Vec<ResidentView>;
    /// Checks a NIK while it is typed.
    "nik.check" => nik_check(NikCheckParams) -> NikCheckView;
    /// Residents whose card waits for a later visit.
    "debt.list" => debt_list(Empty) -> Vec<BoardCard>;

    // --- the case ---
    /// Opens a case for a walk-in or for a contact.
    "case.open" => case_open(OpenCaseParams) -> CaseView;
    /// One case.
    "case.get" => case_get(CaseId) -> CaseView;
    /// Writes the fields that changed.
    "case.fields" => case_fields(FieldsParams) -> CaseView;
    /// Starts, ends, skips or returns a step.
    "case.step" => case_step(StepParams) -> CaseView;
    /// Records a requirement as present or missing.
    "case.requirement" => case_requirement(RequirementParams) -> CaseView;
    /// Adds a note.
    "case.note" => case_note(NoteParams) -> CaseView;
    /// Answers a conflict.
    "case.answer" => case_answer(AnswerParams) -> CaseView;
    /// Takes a resident of the register into the case, with the facts of the extract.
    "case.bind" => case_bind(BindParams) -> CaseView;
    /// The register beside the family card, field by field.
    "case.compare" => case_compare(CaseId) -> ComparisonView;
    /// Files the NIK application (F-1.01).
    "case.apply_nik" => case_apply_nik(NoteParams) -> CaseView;

    // --- recording ---
    /// The live picture of a device.
    "recording.preview" => recording_preview(PreviewParams) -> PreviewView;
    /// Takes a slot with the device and keeps it.
    "recording.capture" => recording_capture(CaptureParams) -> CaptureView;
    /// Waives a slot, with a reason.
    "recording.waive" => recording_waive(WaiveParams) -> CaseView;
    /// Picks one of two takes.
    "recording.choose" => recording_choose(ChooseParams) -> CaseView;

    // --- printing and handover ---
    /// Printers with their state and supplies.
    "printer.list" => printer_list(Empty) -> Vec<PrinterView>;
    /// Adds or changes a printer of this kit.
    "printer.set" => printer_set(PrinterParams) -> Vec<PrinterView>;
    /// The face of the card as it would be printed.
    "print.face" => print_face(CaseId) -> DocumentView;
    /// Takes a blanko and prints the card, or records that SIAK printed it.
    "print.card" => print_card(PrintCardParams) -> CaseView;
    /// Says what came out of the printer.
    "print.outcome" => print_outcome(PrintOutcomeParams) -> CaseView;
    /// Hands the card over.
    "handover.give" => handover_give(HandoverParams) -> CaseView;
    /// Prints or shows the slip, the receipt or the application sheet.
    "document.make" => document_make(CaseDocumentParams) -> DocumentView;
    /// The stock of blanko and ribbon.
    "stock.get" => stock_get(Empty) -> StockView;
    /// Takes blanko into the stock of the kit.
    "stock.receive" => stock_receive(StockParams) -> StockView;

    // --- sync ---
    /// What waits and what happened last.
    "sync.state" => sync_state(Empty) -> SyncView;
    /// Tries to reach the office now.
    "sync.now" => sync_now(Empty) -> SyncView;
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
