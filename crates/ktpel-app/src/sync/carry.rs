//! Carries over HTTPS what the courier says, and tells it what came back. What goes next is decided in `ktpel_sync::courier`.

use std::sync::atomic::Ordering;

use ktpel_ipc::{Problem, ProblemCode};
use ktpel_store::AttachmentState;
use ktpel_sync::{
    courier::{Courier, Load, Parcel, Piece},
    exchange::{MessageError, PROTOCOL, Standing},
    session::SessionError,
    setup::PieceAnswer,
};

use super::{Source, apply_all, begin, load, progress, signed};
use crate::{
    App, Host,
    act::stored,
    lease, lock,
    net::{Answer, Net, Request},
    problem::{internal, not_found},
};

/// Most parcels of one run; a run that still has more goes on in the next.
const PARCELS: usize = 100_000;

/// One run over one line.
pub(super) struct Run {
    pub(super) net: Net,
    courier: Courier,
}

impl Run {
    /// A run from the stored state, with what was learned of the line before.
    pub(super) fn begin<H: Host>(app: &App<H>) -> Result<Self, Problem> {
        let line = *lock(&app.sync.line);
        app.open(|opened| {
            let courier = Courier::new(begin(opened, app.host().now())?, Load::TextOnly, line);
            Ok(Self { net: Net::kit(&opened.office, &opened.device)?, courier })
        })
    }

    /// Carries until nothing of this load is left that may go: a person may hold the pictures back at any time.
    pub(super) fn carry<H: Host>(&mut self, app: &App<H>, load: Load) -> Result<(), Problem> {
        for _ in 0..PARCELS {
            let next = app.open(|opened| {
                self.courier.allow(if load == Load::TextOnly { load } else { load::allowed(app, opened)? });
                self.courier.next(&Source::new(app, opened)).map_err(|error| internal("sync request", &error))
            })?;
            let carried = match next {
                None => return Ok(()),
                Some(Parcel::Exchange(body)) => self.exchange(app, body),
                Some(Parcel::Piece(piece)) => self.piece(app, piece),
            };
            if let Err(problem) = carried {
                let wait_ms = self.courier.failed(u64::from_le_bytes(app.random()));
                *lock(&app.sync.line) = self.courier.line();
                app.sync.wait_ms.store(wait_ms, Ordering::Relaxed);
                tracing::info!(wait_ms, "a parcel did not arrive");
                return Err(problem);
            }
            *lock(&app.sync.line) = self.courier.line();
            app.sync.unnamed.store(u32::try_from(self.courier.unnamed().len()).unwrap_or(u32::MAX), Ordering::Relaxed);
            progress::carried(app);
        }
        Ok(())
    }

    fn exchange<H: Host>(&mut self, app: &App<H>, body: Vec<u8>) -> Result<(), Problem> {
        let request = Request { method: reqwest::Method::POST, target: "/sync/v1/exchange", headers: Vec::new(), body };
        let bytes = app.runtime().block_on(self.net.send(request)).and_then(Answer::ok)?;
        let effects = app.open(|opened| {
            let effects = self.courier.exchanged(&bytes, &Source::new(app, opened)).map_err(|error| {
                tracing::warn!(%error, "the office's answer was not accepted");
                not_accepted(&error)
            })?;
            self.courier.session().met_ms().map_or(Ok(()), |office_ms| lease::met(app, opened, office_ms))?;
            Ok(effects)
        })?;
        apply_all(app, effects)?;
        self.courier.settled();
        Ok(())
    }

    /// The answer to a piece is unsigned: it says where to go on, and confirms nothing.
    fn piece<H: Host>(&mut self, app: &App<H>, piece: Piece) -> Result<(), Problem> {
        let (target, headers, body) = app.open(|opened| {
            let bytes = opened.store.read_file(piece.hash).map_err(stored)?;
            let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
            let body = bytes.get(place(piece.offset)..place(piece.offset + piece.len)).ok_or_else(|| not_found("attachment"))?.to_vec();
            let target = format!("/sync/v1/lampiran/{}?offset={}&size={}", piece.hash, piece.offset, piece.size);
            let headers = signed(opened, "PUT", &target, &body);
            Ok((target, headers, body))
        })?;
        let request = Request { method: reqwest::Method::PUT, target: &target, headers, body };
        let answer = app.runtime().block_on(self.net.send(request))?;
        // What names the file is held aside at the office: the file waits, and this is no failure of the line.
        if answer.status == 404 {
            tracing::info!("a file waits until a case at the office names it");
            self.courier.piece_unnamed();
            return Ok(());
        }
        let answer = answer.piece()?;
        let nonsense = || Problem::new(ProblemCode::ServerNonsense).with("what", "piece");
        let told: PieceAnswer = serde_json::from_slice(&answer).map_err(|_| nonsense())?;
        let told = Standing { hash: piece.hash, offset: told.offset, complete: told.complete };
        let stands = self.courier.piece_taken(told, app.host().now().0).map_err(|_| nonsense())?;
        app.open(|opened| {
            let state = AttachmentState::Uploading { offset: stands.sent };
            opened.store.write(|tx| tx.attachments().set_state(stands.hash, state)).map_err(stored)
        })
    }
}

/// An answer that cannot be used: from a program of another age, or no answer of the office at all.
fn not_accepted(error: &SessionError) -> Problem {
    match error {
        SessionError::Message(MessageError::Protocol(spoken)) => {
            Problem::new(ProblemCode::VersionTooOld).with("what", if *spoken > PROTOCOL { "kit" } else { "office" })
        }
        _ => Problem::new(ProblemCode::ServerNonsense),
    }
}
