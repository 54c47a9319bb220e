//! Pictures that a card needs, from the laptop that took them to the one that prints: photo and signature only (product rule 13; UU 27/2022 ps. 16, no
//! more than the purpose needs). Faces' other takes, irises, fingers and scans stay where they were taken until the office has them.
//!
//! They travel sealed, with the secret of the case's card beside them over the team's own line; that secret ends on every laptop with the handover.

use ktpel_case::{CaseView, command::Mime, project};
use ktpel_domain::ids::{DeviceId, DocId, Hash};
use ktpel_ipc::{Event, Problem};
use ktpel_sop::{catalogue, plan, situation::Policy};
use ktpel_store::{AttachmentRow, AttachmentState, SecretKind};
use ktpel_sync::team::{Answer, PIECE_BYTES, Question};
use ktpel_vault::CaseIdentity;
use sha2::{Digest, Sha256};

use crate::{
    App, Host,
    act::{self, stored},
    lock,
    opened::Opened,
    pictures, scope,
    sealing::{self, Closed, kind_of},
    visits,
};

/// Slots that a printed face shows.
const ON_CARD: [&str; 3] = ["foto_kartu", "wajah", "tanda_tangan"];
/// Largest picture that is fetched from a team-mate, in bytes.
const LARGEST: u64 = 8 << 20;

/// One picture that is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Want {
    pub(super) hash: Hash,
    doc: DocId,
    slot: String,
    mime: Mime,
    size: u64,
}

/// After opening: every case of the visit may lack pictures.
pub(super) fn look_at_all<H: Host>(app: &App<H>) {
    let docs = app.open(|opened| {
        let Some(visit) = visits::chosen(opened)? else { return Ok(Vec::new()) };
        Ok(opened.store.case_index().board(visit).map_err(stored)?.into_iter().map(|row| row.doc).collect())
    });
    lock(&app.team.pictures).extend(docs.unwrap_or_default());
}

/// What is not here of the cases that changed. A case that has everything is not looked at again before it changes.
pub(super) fn wanted<H: Host>(app: &App<H>, opened: &mut Opened) -> Result<Vec<Want>, Problem> {
    let docs: Vec<DocId> = lock(&app.team.pictures).iter().copied().collect();
    let mut wants = Vec::new();
    for doc in docs {
        let lacking = lacking(app, opened, doc)?;
        if lacking.is_empty() {
            lock(&app.team.pictures).remove(&doc);
        }
        wants.extend(lacking);
    }
    Ok(wants)
}

fn lacking<H: Host>(app: &App<H>, opened: &mut Opened, doc: DocId) -> Result<Vec<Want>, Problem> {
    let Some(view) = act::reprojected(opened, doc)?.filter(|view| !sealed(app, view)) else { return Ok(Vec::new()) };
    let mut wants = Vec::new();
    for slot in ON_CARD {
        for take in view.takes(slot) {
            let hash = Hash(take.sha256);
            if u64::from(take.size) <= LARGEST && opened.store.attachments().find(hash).map_err(stored)?.is_none() {
                wants.push(Want { hash, doc, slot: slot.to_owned(), mime: take.mime, size: u64::from(take.size) });
            }
        }
    }
    Ok(wants)
}

/// Whether the pictures of the case's card are the archive's alone.
fn sealed<H: Host>(app: &App<H>, view: &CaseView) -> bool {
    let plan = plan(catalogue(), &view.situation(catalogue(), app.host().now(), Policy::default()));
    sealing::due(view, Closed::of(&plan)).contains(&SecretKind::Card)
}

/// A piece of a picture for a team-mate, if a case that is his too shows it and it is not sealed. `mate` is who asks, with the visit that he works on.
pub(super) fn give<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    mate: (DeviceId, Option<DocId>),
    hash: Hash,
    offset: u64,
) -> Result<Answer, Problem> {
    let found = opened.store.attachments().find(hash).map_err(stored)?;
    let Some(row) = found.filter(|row| row.removed_ms.is_none() && ON_CARD.contains(&row.slot.as_str())) else { return Ok(Answer::NoFile) };
    let visits = scope::facts(opened).map_err(stored)?;
    if !scope::shares(opened, &visits, mate.0, mate.1, row.doc).map_err(stored)? {
        return Ok(Answer::NoFile);
    }
    let Some(document) = act::load(opened, row.doc)? else { return Ok(Answer::NoFile) };
    let view = project(&document, &opened.roster);
    let shown = view.takes(&row.slot).iter().any(|take| take.sha256 == hash.0);
    let Some(secret) = pictures::secret_of(opened, &row)?.filter(|_| shown && !sealed(app, &view)) else { return Ok(Answer::NoFile) };
    let bytes = opened.store.read_piece(hash, offset, PIECE_BYTES).map_err(stored)?;
    Ok(Answer::Piece { size: row.size, bytes, secret: secret.to_string() })
}

/// A picture on its way.
pub(super) struct Arriving {
    want: Want,
    bytes: Vec<u8>,
    secret: String,
}

impl Arriving {
    pub(super) fn new(want: Want) -> Self {
        Self { want, bytes: Vec::new(), secret: String::new() }
    }

    /// The next piece to ask for; none once all of it is here.
    pub(super) fn next_question(&self) -> Option<Question> {
        let offset = self.bytes.len() as u64;
        (offset < self.want.size).then_some(Question::File { hash: self.want.hash, offset })
    }

    /// Takes a piece; answers whether it goes on.
    pub(super) fn take(&mut self, answer: Answer) -> bool {
        let Answer::Piece { size, bytes, secret } = answer else { return false };
        if size != self.want.size || bytes.is_empty() || self.bytes.len() + bytes.len() > usize::try_from(size).unwrap_or(0) {
            return false;
        }
        self.bytes.extend_from_slice(&bytes);
        self.secret = secret;
        true
    }

    fn is_whole(&self) -> bool {
        Sha256::digest(&self.bytes)[..] == self.want.hash.0
    }
}

/// Keeps a picture that came whole and that its secret opens; anything else leaves nothing behind.
pub(super) fn keep<H: Host>(app: &App<H>, opened: &mut Opened, arrived: Arriving) -> Result<(), Problem> {
    let opens = CaseIdentity::from_secret(&arrived.secret).is_ok_and(|identity| ktpel_vault::open(&arrived.bytes, &identity).is_ok());
    let wanted = lacking(app, opened, arrived.want.doc)?.contains(&arrived.want);
    if !arrived.is_whole() || !opens || !wanted {
        return Ok(());
    }
    let want = arrived.want;
    let hash = opened.store.put_file(&arrived.bytes).map_err(stored)?;
    let row = AttachmentRow {
        hash,
        doc: want.doc,
        slot: want.slot.clone(),
        size: want.size,
        mime: want.mime.id().to_owned(),
        state: AttachmentState::OfTeam,
        at_ms: app.host().now().0,
        removed_ms: None,
    };
    let kept = opened.store.write(|tx| {
        tx.attachments().add(&row)?;
        tx.case_secrets().keep_of_team(want.doc, kind_of(&want.slot), &arrived.secret)
    });
    kept.map_err(stored)?;
    app.host().emit(Event::Changed { docs: vec![want.doc.to_string()] });
    app.sync.tell_team();
    Ok(())
}
