//! Attachments (lampiran) as files: sealed bytes named by their SHA-256, received in pieces, published only when whole and verified.
//!
//! `lampiran/<first two hex digits>/<hash>`; while it arrives, the same name with `.part`. The office cannot open them: they are sealed to the archive.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use ktpel_case::schema::v1::body::Body;
use ktpel_domain::ids::Hash;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError};
use crate::{
    api::views::LiveEvent,
    storage::{AttachmentRow, StorageError},
};

/// Largest piece that is taken, in bytes.
pub const MAX_PIECE: usize = 256 << 10;

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceTaken {
    /// So many bytes are there; go on from here.
    Partial(u64),
    /// All bytes are there, verified and durable.
    Complete(u64),
    /// The bytes do not have the hash: thrown away, begin anew.
    WrongHash,
}

/// Why a piece was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PieceError {
    /// No act of a case names this attachment.
    #[error("no case names this attachment")]
    Unknown,
    /// The piece does not begin where the last one ended.
    #[error("the next piece begins at {expected}")]
    Offset {
        /// Bytes that are there.
        expected: u64,
    },
    /// More bytes than the act said.
    #[error("more bytes than the act says")]
    TooLarge,
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for PieceError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl From<io::Error> for PieceError {
    fn from(error: io::Error) -> Self {
        Self::Office(StorageError::Io(error).into())
    }
}

impl Office {
    /// Adds a piece at `offset`. Sending a piece again that is there already changes nothing.
    pub fn take_piece(&self, hash: Hash, offset: u64, piece: &[u8]) -> Result<PieceTaken, PieceError> {
        let row = self.storage.read(|tables| tables.attachments().find(hash))?.ok_or(PieceError::Unknown)?;
        if row.complete {
            return Ok(PieceTaken::Complete(row.size));
        }
        let held = self.partial_len(hash)?;
        let end = offset.saturating_add(piece.len() as u64);
        if end > row.size {
            return Err(PieceError::TooLarge);
        }
        if offset > held || (offset < held && end < held) {
            return Err(PieceError::Offset { expected: held });
        }
        let fresh = piece.get(usize::try_from(held - offset).unwrap_or(usize::MAX)..).unwrap_or_default();
        self.append_piece(hash, held, fresh)?;
        if end < row.size {
            return Ok(PieceTaken::Partial(end));
        }
        self.publish(hash, row.size)
    }

    /// Bytes of a sealed attachment from `offset`, at most `max`; none while it is not complete.
    pub fn read_piece(&self, hash: Hash, offset: u64, max: usize) -> Result<Option<Vec<u8>>, PieceError> {
        let row = self.storage.read(|tables| tables.attachments().find(hash))?.ok_or(PieceError::Unknown)?;
        if !row.complete {
            return Ok(None);
        }
        let mut file = File::open(self.path_of(hash))?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(max as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Quality that the capture device gave this attachment; 0 where it gave none.
    pub fn quality_of(&self, row: &AttachmentRow) -> Result<u8, OfficeError> {
        let Some(document) = self.storage.read(|tables| self.find_document(tables, row.doc))? else { return Ok(0) };
        let view = self.view(&document, &self.roster());
        let quality = view.acts.iter().find_map(|act| match act.body() {
            Some(Body::Attachment { sha256, quality, .. }) if **sha256 == row.hash.0 => Some(*quality),
            _ => None,
        });
        Ok(quality.unwrap_or(0))
    }

    /// Bytes of an attachment that have arrived so far.
    pub(crate) fn partial_len(&self, hash: Hash) -> Result<u64, OfficeError> {
        match fs::metadata(self.part_of(hash)) {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(StorageError::Io(error).into()),
        }
    }

    fn append_piece(&self, hash: Hash, held: u64, fresh: &[u8]) -> Result<(), PieceError> {
        let path = self.part_of(hash);
        if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
            make_folder(folder)?;
        }
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        file.seek(SeekFrom::Start(held))?;
        file.write_all(fresh)?;
        file.sync_data()?;
        Ok(())
    }

    fn publish(&self, hash: Hash, size: u64) -> Result<PieceTaken, PieceError> {
        let (part, path) = (self.part_of(hash), self.path_of(hash));
        if digest_of(File::open(&part)?)? != hash {
            fs::remove_file(part)?;
            return Ok(PieceTaken::WrongHash);
        }
        File::open(&part)?.sync_all()?;
        fs::rename(&part, &path)?;
        if let Some(folder) = path.parent() {
            File::open(folder)?.sync_all()?;
        }
        let doc = self.storage.write(|tables| {
            tables.attachments().set_complete(hash, self.now())?;
            Ok::<_, StorageError>(tables.attachments().find(hash)?.map(|row| row.doc))
        })?;
        self.tell(LiveEvent::Changed { docs: doc.into_iter().map(|doc| doc.to_string()).collect() });
        Ok(PieceTaken::Complete(size))
    }

    pub(crate) fn path_of(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        let (head, _) = name.split_at(2);
        self.storage.folder().join("lampiran").join(head).join(&name)
    }

    fn part_of(&self, hash: Hash) -> PathBuf {
        self.path_of(hash).with_extension("part")
    }
}

/// Makes a folder so that a power cut does not take its name away again, the folders above it too.
fn make_folder(folder: &Path) -> io::Result<()> {
    let Some(above) = folder.parent() else { return Ok(()) };
    if !above.exists() {
        make_folder(above)?;
    }
    fs::create_dir_all(folder)?;
    File::open(above)?.sync_all()
}

/// SHA-256 of a file, read in pieces.
pub(crate) fn digest_of(mut file: File) -> io::Result<Hash> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read) {
            Some([]) | None => return Ok(Hash(digest.finalize().into())),
            Some(bytes) => digest.update(bytes),
        }
    }
}
