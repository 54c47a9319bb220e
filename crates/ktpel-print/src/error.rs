//! What can go wrong before anything reaches a printer. Carries names of fields and numbers, never their values.

use crate::qr::QrError;

/// A document was not laid out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// The NIK of a card is not sixteen digits.
    #[error("the NIK is not sixteen digits")]
    Nik,
    /// A picture is no readable PNG or JPEG, or larger than allowed.
    #[error("picture {name} cannot be used: {fault}")]
    Picture {
        /// Which picture.
        name: &'static str,
        /// What is wrong with it.
        fault: PictureFault,
    },
    /// A value does not fit its place even at the smallest legible size.
    #[error("field {field} does not fit its place")]
    DoesNotFit {
        /// Which field.
        field: String,
    },
    /// A character of the card is in none of the fonts: it would print as a box.
    #[error("a character of the card cannot be printed")]
    UnknownCharacter,
    /// More text than a document of this kind may have.
    #[error("the document has {bytes} bytes of text, {limit} are allowed")]
    TooMuchText {
        /// Bytes of it.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The QR code cannot be made.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// The resolution asked for is zero or would make an image larger than allowed.
    #[error("{dpi} dots per inch cannot be rendered")]
    Resolution {
        /// What was asked for.
        dpi: u32,
    },
    /// There is no such page.
    #[error("page {page} does not exist")]
    NoSuchPage {
        /// Index asked for.
        page: usize,
    },
    /// The template failed; a fault of this program.
    #[error("typesetting {kind} failed: {fault}")]
    Typeset {
        /// Kind of document.
        kind: &'static str,
        /// First diagnostic.
        fault: String,
    },
    /// A PDF or PNG file could not be written from the laid out pages; a fault of this program.
    #[error("exporting {kind} failed: {fault}")]
    Export {
        /// Kind of document.
        kind: &'static str,
        /// First diagnostic.
        fault: String,
    },
}

/// Why a picture cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Neither PNG nor JPEG.
    #[error("neither PNG nor JPEG")]
    Format,
    /// More bytes or pixels than allowed.
    #[error("too large")]
    TooLarge,
    /// The file is damaged.
    #[error("damaged")]
    Damaged,
}
