//! The contract, method by method: which use case answers. Who may call is declared in the contract and checked here in one place, [`Kit::admit`].

use ktpel_ipc::{Access, Kit, Problem, views::*};

use crate::{
    App, Host, board, cases, documents, drafts, lease, lookup, passphrase, permit, printing, recording, register, rekey, roster::require,
    session, setup, status, stick, stock, sync, team, verify, visits,
};

impl<H: Host> Kit for App<H> {
    fn admit(&self, access: Access) -> Result<(), Problem> {
        match access {
            Access::Closed => Ok(()),
            Access::SignedIn => self.glance(|_, _| Ok(())),
            Access::May(action) => self.glance(|_, operator| require(operator, action)),
        }
    }

    fn lease(&self, method: &str) -> Result<(), Problem> {
        lease::allow(self, method)
    }

    fn app_state(&self, _: Empty) -> Result<AppState, Problem> {
        session::state(self)
    }

    fn app_setup(&self, params: SetupParams) -> Result<SetupWords, Problem> {
        setup::begin(self, params, setup::Purpose::Field)
    }

    fn app_setup_look(&self, _: Empty) -> Result<SetupProgress, Problem> {
        setup::look(self)
    }

    fn session_unlock(&self, params: UnlockParams) -> Result<AppState, Problem> {
        session::unlock(self, &params)
    }

    fn session_sign_in(&self, params: SignInParams) -> Result<AppState, Problem> {
        let state = session::sign_in(self, &params)?;
        self.sync.wake();
        Ok(state)
    }

    fn session_lock(&self, _: Empty) -> Result<AppState, Problem> {
        session::sign_out(self)
    }

    fn session_new_passphrase(&self, params: UnlockParams) -> Result<WordsView, Problem> {
        self.signed_in(|opened, _| passphrase::draw(self, opened, &params))
    }

    fn session_confirm_passphrase(&self, params: UnlockParams) -> Result<AppState, Problem> {
        self.signed_in(|opened, _| passphrase::confirm(self, opened, &params))
    }

    fn session_rekey(&self, params: UnlockParams) -> Result<AppState, Problem> {
        self.signed_in(|_, _| Ok(()))?;
        rekey::run(self, &params.passphrase)?;
        session::state(self)
    }

    fn settings_set(&self, params: SettingParams) -> Result<AppState, Problem> {
        session::set(self, &params)
    }

    fn status_get(&self, _: Empty) -> Result<StatusView, Problem> {
        match self.open(|opened| status::get(self, Some(opened))) {
            Err(problem) if problem.code == ktpel_ipc::ProblemCode::Locked => status::get(self, None),
            other => other,
        }
    }

    fn reference_get(&self, _: Empty) -> Result<ReferenceView, Problem> {
        Ok(lookup::reference())
    }

    fn wilayah_below(&self, params: WilayahParams) -> Result<Vec<WilayahItem>, Problem> {
        Ok(lookup::regions_below(&params.code))
    }

    fn draft_save(&self, params: DraftParams) -> Result<Empty, Problem> {
        let now = self.host().now();
        self.signed_in(|opened, _| drafts::save(opened, &params, now))
    }

    fn draft_get(&self, params: DraftKey) -> Result<DraftView, Problem> {
        self.signed_in(|opened, _| drafts::get(opened, &params))
    }

    fn visit_list(&self, _: Empty) -> Result<Vec<VisitSummary>, Problem> {
        self.glance(|opened, _| visits::list(opened))
    }

    fn visit_select(&self, params: VisitId) -> Result<VisitView, Problem> {
        let view = self.signed_in(|opened, _| visits::select(opened, &params))?;
        self.sync.wake();
        Ok(view)
    }

    fn visit_get(&self, params: VisitId) -> Result<VisitView, Problem> {
        self.glance(|opened, _| visits::get(opened, &params))
    }

    fn visit_create(&self, params: VisitParams) -> Result<VisitView, Problem> {
        self.signed_in(|opened, operator| visits::create(self, opened, operator, params))
    }

    fn contact_log(&self, params: ContactParams) -> Result<VisitView, Problem> {
        self.signed_in(|opened, operator| visits::log_contact(self, opened, operator, params))
    }

    fn visit_himbauan(&self, params: DocumentParams) -> Result<DocumentView, Problem> {
        let made = self.signed_in(|opened, _| documents::of_visit(self, opened, &params))?;
        documents::finish(self, made)
    }

    fn board_get(&self, _: Empty) -> Result<BoardView, Problem> {
        let now = self.host().now();
        self.glance(|opened, _| board::board(opened, now))
    }

    fn search_find(&self, params: SearchParams) -> Result<SearchView, Problem> {
        self.signed_in(|opened, operator| register::search(self, opened, operator, &params))
    }

    fn resident_lookup(&self, params: LookupParams) -> Result<Vec<ResidentView>, Problem> {
        self.signed_in(|opened, operator| register::look_up(self, opened, operator, &params))
    }

    fn nik_check(&self, params: NikCheckParams) -> Result<NikCheckView, Problem> {
        Ok(lookup::check_nik(&params, self.host().now().tanggal()))
    }

    fn debt_list(&self, _: Empty) -> Result<Vec<BoardCard>, Problem> {
        let now = self.host().now();
        self.glance(|opened, _| board::debts(opened, now))
    }

    fn case_open(&self, params: OpenCaseParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::open(self, opened, operator, params))
    }

    fn case_get(&self, params: CaseId) -> Result<CaseView, Problem> {
        self.signed_in(|opened, _| cases::get(self, opened, &params))
    }

    fn case_nik(&self, params: CaseId) -> Result<NikView, Problem> {
        self.signed_in(|opened, operator| cases::nik(self, opened, operator, &params))
    }

    fn case_fields(&self, params: FieldsParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::set_fields(self, opened, operator, params))
    }

    fn case_step(&self, params: StepParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::step(self, opened, operator, params))
    }

    fn case_requirement(&self, params: RequirementParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::requirement(self, opened, operator, params))
    }

    fn case_note(&self, params: NoteParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::note(self, opened, operator, params))
    }

    fn case_answer(&self, params: AnswerParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::answer(self, opened, operator, params))
    }

    fn case_bind(&self, params: BindParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::bind(self, opened, operator, params))
    }

    fn case_compare(&self, params: CaseId) -> Result<ComparisonView, Problem> {
        let today = self.host().now().tanggal();
        self.signed_in(|opened, _| register::compare(opened, &params, today))
    }

    fn case_apply_nik(&self, params: NoteParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| cases::apply_nik(self, opened, operator, params))
    }

    fn recording_preview(&self, params: PreviewParams) -> Result<PreviewView, Problem> {
        recording::preview(self, &params)
    }

    fn recording_capture(&self, params: CaptureParams) -> Result<CaptureView, Problem> {
        self.signed_in(|opened, operator| recording::capture(self, opened, operator, &params))
    }

    fn recording_waive(&self, params: WaiveParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| recording::waive(self, opened, operator, params))
    }

    fn recording_choose(&self, params: ChooseParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| recording::choose(self, opened, operator, params))
    }

    fn printer_list(&self, _: Empty) -> Result<Vec<PrinterView>, Problem> {
        let configs = self.signed_in(|opened, _| printing::configured(opened))?;
        let views = printing::states(self, &configs);
        self.sync.set_ribbon(views.iter().find_map(|view| view.ribbon));
        Ok(views)
    }

    fn printer_set(&self, params: PrinterParams) -> Result<Vec<PrinterView>, Problem> {
        let configs = self.signed_in(|opened, _| printing::set(opened, params))?;
        Ok(printing::states(self, &configs))
    }

    fn print_face(&self, params: CaseId) -> Result<DocumentView, Problem> {
        let made = self.signed_in(|opened, _| documents::of_card(self, opened, &params))?;
        documents::finish(self, made)
    }

    fn print_card(&self, params: PrintCardParams) -> Result<CaseView, Problem> {
        let (view, job) = self.signed_in(|opened, operator| {
            let (projection, job) = printing::intend(self, opened, operator, &params)?;
            Ok((cases::changed(self, opened, &projection)?, job))
        })?;
        let Some(job) = job else { return Ok(view) };
        // The printer may take half a minute: the other screens work on meanwhile.
        let outcome = printing::hand_over_job(self, &job);
        self.signed_in(|opened, operator| printing::settle(self, opened, operator, &job, &outcome))
    }

    fn print_outcome(&self, params: PrintOutcomeParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| printing::outcome(self, opened, operator, &params))
    }

    fn handover_give(&self, params: HandoverParams) -> Result<CaseView, Problem> {
        self.signed_in(|opened, operator| printing::hand_over(self, opened, operator, params))
    }

    fn document_make(&self, params: CaseDocumentParams) -> Result<DocumentView, Problem> {
        let made = self.signed_in(|opened, operator| documents::of_case(self, opened, operator, &params))?;
        documents::finish(self, made)
    }

    fn report_day(&self, params: ReportParams) -> Result<DocumentView, Problem> {
        let made = self.signed_in(|opened, operator| documents::of_day(self, opened, operator, &params))?;
        documents::finish(self, made)
    }

    fn stock_get(&self, _: Empty) -> Result<StockView, Problem> {
        self.signed_in(|opened, _| stock::view(opened))
    }

    fn stock_receive(&self, params: StockParams) -> Result<StockView, Problem> {
        self.signed_in(|opened, operator| stock::receive(self, opened, operator, &params))
    }

    fn sync_state(&self, _: Empty) -> Result<SyncView, Problem> {
        self.glance(|opened, _| sync::view(self, opened))
    }

    fn sync_now(&self, _: Empty) -> Result<SyncView, Problem> {
        sync::run(self)?;
        self.signed_in(|opened, _| sync::view(self, opened))
    }

    fn sync_load(&self, params: LoadParams) -> Result<SyncView, Problem> {
        sync::choose(self, params)
    }

    fn sync_pictures(&self, _: Empty) -> Result<SyncView, Problem> {
        sync::pictures(self)
    }

    fn permit_renew(&self, params: PermitParams) -> Result<SetupWords, Problem> {
        permit::begin(self, &params)
    }

    fn permit_look(&self, _: Empty) -> Result<PermitProgress, Problem> {
        permit::look(self)
    }

    fn team_get(&self, _: Empty) -> Result<TeamView, Problem> {
        self.glance(|opened, _| team::view(self, opened))
    }

    fn team_set(&self, params: TeamParams) -> Result<TeamView, Problem> {
        self.signed_in(|opened, _| team::set(self, opened, params))
    }

    fn kit_verify(&self, _: Empty) -> Result<VerifyView, Problem> {
        self.signed_in(|_, _| Ok(()))?;
        verify::run(self)
    }

    fn stick_places(&self, params: StickLook) -> Result<Vec<StickPlace>, Problem> {
        stick::places(self, &params)
    }

    fn stick_export(&self, params: StickExportParams) -> Result<StickFile, Problem> {
        stick::export(self, &params)
    }

    fn stick_receipt(&self, params: StickReceiptParams) -> Result<SyncView, Problem> {
        stick::receipt(self, &params)
    }

    fn stick_laptops(&self, _: Empty) -> Result<Vec<StickLaptop>, Problem> {
        self.open(|opened| stick::laptops(opened))
    }

    fn stick_give(&self, params: StickGiveParams) -> Result<StickGiven, Problem> {
        stick::give(self, &params)
    }

    fn stick_take(&self, params: StickTakeParams) -> Result<StickWork, Problem> {
        stick::take(self, &params)
    }
}
