//! What a kit puts on the line next: exchanges before files, small files first, and new work before the next piece of a file.
//!
//! Around the [`Session`], without any IO. A picture of an hour never holds up what somebody waits for: between two pieces the log is looked at,
//! and the office is asked again every twenty seconds. The size of the pieces follows the line; what failed is remembered for the next run.
//! A file that no case at the office names yet (the act that names it is held there) waits: the others go on.

use std::collections::BTreeSet;

use ktpel_domain::ids::Hash;

use crate::{
    exchange::Standing,
    limits::Limits,
    pieces::PieceSize,
    session::{Backoff, Effect, LogSource, Session, SessionError},
};

/// While files go, the office is asked this often whether it has something: milliseconds on the kit's clock.
const ASK_AGAIN_MS: u64 = 20_000;
/// A piece that takes longer than this is too large for the line, milliseconds.
const SLOW_PIECE_MS: u64 = 10_000;
/// Pieces in a row that may bring nothing: the office may ask to begin anew, but not for ever.
const IDLE_PIECES: u32 = 8;

/// What may go over this line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Load {
    /// Text, then pictures.
    #[default]
    Everything,
    /// Text now, pictures later: the line is metered or weak.
    TextOnly,
}

/// A file of which the office lacks bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// SHA-256 of the sealed bytes.
    pub hash: Hash,
    /// Size in bytes.
    pub size: u64,
    /// Bytes that the office has, as far as is known.
    pub sent: u64,
}

/// Bytes of a file to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// SHA-256 of the sealed bytes.
    pub hash: Hash,
    /// Size of the file in bytes.
    pub size: u64,
    /// Where the piece starts.
    pub offset: u64,
    /// How many bytes.
    pub len: u64,
}

/// What goes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parcel {
    /// A request of the session.
    Exchange(Vec<u8>),
    /// A piece of a file.
    Piece(Piece),
}

/// Why a piece brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PieceError {
    /// No piece was on the way.
    #[error("answer without a piece")]
    Unasked,
    /// The office never has more of the file, however often it is sent.
    #[error("pieces bring nothing")]
    Idle,
}

/// What is known of a line; outlives the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineQuality {
    piece: PieceSize,
    backoff: Backoff,
    /// The last piece was of the smallest size, and slow or lost.
    weak: bool,
}

impl LineQuality {
    /// Even the smallest pieces are slow or get lost: pictures had better wait for another line. A person decides.
    #[must_use]
    pub const fn is_weak(self) -> bool {
        self.weak
    }
}

/// What is on the way.
#[derive(Debug, Clone, Copy)]
enum Going {
    Exchange,
    Piece { piece: Piece, since_ms: i64 },
}

/// One run of sending and asking.
#[derive(Debug)]
pub struct Courier {
    session: Session,
    load: Load,
    line: LineQuality,
    going: Option<Going>,
    /// Files sent whole since the office was asked last.
    whole: usize,
    /// Files that waited when the office was last asked to confirm.
    asked: Option<u64>,
    idle: u32,
    exchanged_ms: Option<i64>,
    /// Files that the exchange on the way offers.
    offered: Vec<Hash>,
    /// Files that no case at the office names, as far as it has said.
    unnamed: BTreeSet<Hash>,
}

impl Courier {
    /// A run of this session over a line of this quality.
    #[must_use]
    pub fn new(session: Session, load: Load, line: LineQuality) -> Self {
        let session = session.after_failures(line.backoff);
        Self {
            session,
            load,
            line,
            going: None,
            whole: 0,
            asked: None,
            idle: 0,
            exchanged_ms: None,
            offered: Vec::new(),
            unnamed: BTreeSet::new(),
        }
    }

    /// The session inside.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// What may go from now on.
    pub const fn allow(&mut self, load: Load) {
        self.load = load;
    }

    /// What was learned of the line.
    #[must_use]
    pub const fn line(&self) -> LineQuality {
        self.line
    }

    /// Files that wait until a case at the office names them: what names them is held there, or has not come.
    #[must_use]
    pub const fn unnamed(&self) -> &BTreeSet<Hash> {
        &self.unnamed
    }

    /// What goes next; none when all is done, something is on the way, or the session has stopped.
    pub fn next(&mut self, source: &dyn LogSource) -> Result<Option<Parcel>, SessionError> {
        if self.going.is_some() {
            return Ok(None);
        }
        let now = source.now_ms();
        // Counted from the last answer: on a line that takes longer than this for an exchange, files must still get their turn.
        let long_ago = self.exchanged_ms.is_some_and(|then| then.abs_diff(now) > ASK_AGAIN_MS);
        if self.load == Load::Everything && long_ago && source.next_file(&self.unnamed)?.is_some() {
            self.session.poke();
        }
        if let Some(request) = self.exchange(source)? {
            return Ok(Some(request));
        }
        if self.load == Load::TextOnly || self.session.halted().is_some() {
            return Ok(None);
        }
        let enough = self.whole == Limits::default().attachments || self.is_in_vain(source)?;
        match source.next_file(&self.unnamed)?.filter(|_| !enough) {
            Some(file) => {
                let offset = file.sent.min(file.size);
                let len = (file.size - offset).min(self.line.piece.bytes() as u64);
                let piece = Piece { hash: file.hash, size: file.size, offset, len };
                self.going = Some(Going::Piece { piece, since_ms: now });
                Ok(Some(Parcel::Piece(piece)))
            }
            None => self.confirm(source),
        }
    }

    fn exchange(&mut self, source: &dyn LogSource) -> Result<Option<Parcel>, SessionError> {
        let request = self.session.next_request(source)?;
        if request.is_some() {
            self.going = Some(Going::Exchange);
            self.offered = source.offers(Limits::default().attachments)?.iter().map(|offer| offer.hash).collect();
        }
        Ok(request.map(Parcel::Exchange))
    }

    /// All bytes are there, as the office says without a signature: only the signed answer of an exchange confirms them.
    fn confirm(&mut self, source: &dyn LogSource) -> Result<Option<Parcel>, SessionError> {
        if self.whole == 0 || self.is_in_vain(source)? {
            return Ok(None);
        }
        self.whole = 0;
        self.asked = Some(source.attachments_waiting()?);
        self.session.poke();
        self.exchange(source)
    }

    /// The office was asked, and confirmed none of the files that it said to have.
    fn is_in_vain(&self, source: &dyn LogSource) -> Result<bool, SessionError> {
        let waiting = source.attachments_waiting()?;
        Ok(self.asked.is_some_and(|before| waiting >= before))
    }

    /// Takes the answer to an exchange, see [`Session::on_response`].
    pub fn exchanged(&mut self, bytes: &[u8], source: &dyn LogSource) -> Result<Vec<Effect>, SessionError> {
        self.going = None;
        self.exchanged_ms = Some(source.now_ms());
        let effects = self.session.on_response(bytes, source)?;
        self.learn_unnamed(&effects);
        Ok(effects)
    }

    /// What was offered and is not spoken of, no case at the office names: its bytes would go for nothing.
    fn learn_unnamed(&mut self, effects: &[Effect]) {
        // A request for a new challenge, or a halt, says nothing about files.
        if !effects.iter().any(|effect| matches!(effect, Effect::Keep { .. })) {
            return;
        }
        for hash in std::mem::take(&mut self.offered) {
            if effects.iter().any(|effect| matches!(effect, Effect::Attachment(standing) if standing.hash == hash)) {
                self.unnamed.remove(&hash);
            } else {
                self.unnamed.insert(hash);
            }
        }
    }

    /// What the last exchange brought was carried out: waits after a failure are short again.
    pub fn settled(&mut self) {
        self.line.backoff = Backoff::default();
    }

    /// Takes the answer to a piece: where the office says to go on. Gives how the file stands for the next piece; this confirms nothing.
    pub fn piece_taken(&mut self, told: Standing, now_ms: i64) -> Result<Waiting, PieceError> {
        let Some(Going::Piece { piece, since_ms }) = self.going.take() else { return Err(PieceError::Unasked) };
        let sent = if told.complete { piece.size } else { told.offset.min(piece.size) };
        self.idle = if sent > piece.offset { 0 } else { self.idle + 1 };
        if self.idle > IDLE_PIECES {
            return Err(PieceError::Idle);
        }
        self.line.backoff = Backoff::default();
        let slow = since_ms.abs_diff(now_ms) > SLOW_PIECE_MS;
        self.line.weak = slow && self.line.piece.is_smallest();
        self.line.piece = if slow { self.line.piece.after_failure() } else { self.line.piece.after_success() };
        self.whole += usize::from(sent == piece.size);
        Ok(Waiting { hash: piece.hash, size: piece.size, sent })
    }

    /// The office knows no case that names the file on the way: it waits, and the others go on.
    pub fn piece_unnamed(&mut self) {
        if let Some(Going::Piece { piece, .. }) = self.going.take() {
            self.unnamed.insert(piece.hash);
            self.line.backoff = Backoff::default();
        }
    }

    /// What was on the way is lost, or its answer could not be used. `random` comes from the host; gives how long to wait, milliseconds.
    pub fn failed(&mut self, random: u64) -> u64 {
        if let Some(Going::Piece { .. }) = self.going.take() {
            self.line.weak = self.line.piece.is_smallest();
            self.line.piece = self.line.piece.after_failure();
        }
        self.session.on_failure(random);
        self.line.backoff.after_failure(random)
    }
}

#[cfg(test)]
mod tests;
