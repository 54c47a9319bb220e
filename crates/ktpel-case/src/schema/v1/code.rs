//! Small closed lists inside acts. Stored as numbers that are never reused; shown by a stable id.

use ktpel_sop::situation::{CardState, Outcome};
use minicbor::{Decode, Encode};

macro_rules! code {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $n:literal $variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(index_only)]
        pub enum $name {
            $($(#[$item])* #[n($n)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable id, as shown to the UI.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// The one with this id.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.id() == id)
            }
        }
    };
}

code!(
    /// How a step ended, as stored.
    StepOutcome {
        /// Someone works on it.
        0 Started = "started",
        /// Finished.
        1 Done = "done",
        /// Does not apply.
        2 Skipped = "skipped",
        /// Sent back to the pemohon.
        3 Returned = "returned",
    }
);
code!(
    /// Whether a required document is there.
    Presence {
        /// It is there.
        0 Present = "present",
        /// It is missing.
        1 Missing = "missing",
    }
);
code!(
    /// How a fact was obtained.
    Obtained {
        /// From the signed register extract of the visit; the evidence names the extract's digest.
        0 Extract = "extract",
        /// Typed by a person who read it in SIAK: signed.
        1 Typed = "typed",
        /// Imported from a SIAK export: signed by who imported it.
        2 Import = "import",
        /// Returned by a gateway adapter: signed by who ran it.
        3 Gateway = "gateway",
    }
);
code!(
    /// What came out of the printer.
    CardResult {
        /// A good card.
        0 Good = "good",
        /// The chip could not be encoded.
        1 EncodeFailure = "encode_failure",
        /// The print failed.
        2 PrintFailure = "print_failure",
        /// The card is damaged.
        3 Damaged = "damaged",
    }
);
code!(
    /// Which way a card is printed: the office sets it.
    PrintWay {
        /// Our own job to a card printer.
        0 Printer = "printer",
        /// Printed at the SIAK station and recorded here with the same blanko, outcome and gate.
        1 Siak = "siak",
    }
);
code!(
    /// Who received the card.
    Receiver {
        /// The pemohon.
        0 Pemohon = "pemohon",
        /// A member of the family.
        1 Keluarga = "keluarga",
        /// A proxy with a written power (F-1.07).
        2 Kuasa = "kuasa",
    }
);
code!(
    /// Media type of an attachment.
    Mime {
        /// Anything else.
        0 Octets = "application/octet-stream",
        /// JPEG image.
        1 Jpeg = "image/jpeg",
        /// PNG image.
        2 Png = "image/png",
        /// JPEG 2000 image.
        3 Jp2 = "image/jp2",
        /// PDF document.
        4 Pdf = "application/pdf",
        /// ISO/IEC 19794 biometric record.
        5 IsoRecord = "application/vnd.iso19794",
        /// WSQ fingerprint image.
        6 Wsq = "image/x-wsq",
        /// Strokes of a signature.
        7 SvgXml = "image/svg+xml",
    }
);
code!(
    /// Whether a release or waiver is given or taken back.
    Effect {
        /// Given.
        0 Given = "given",
        /// Taken back.
        1 Withdrawn = "withdrawn",
    }
);
code!(
    /// Answer of the office to an application for a NIK.
    ApplicationResult {
        /// The NIK was issued; it arrives as a fact.
        0 Granted = "granted",
        /// Refused, with a reason.
        1 Refused = "refused",
    }
);
code!(
    /// How a pemohon came in touch (SOP MOBILE step 2).
    ContactWay {
        /// By telephone or message.
        0 Telepon = "telepon",
        /// Came in person.
        1 Datang = "datang",
        /// Through an official of the kelurahan.
        2 PerangkatKelurahan = "perangkat_kelurahan",
    }
);
code!(
    /// Whether the pemohon has a NIK, as asked.
    PunyaNik {
        /// Has one.
        0 Ya = "ya",
        /// Has none.
        1 Tidak = "tidak",
        /// Does not know.
        2 TidakTahu = "tidak_tahu",
    }
);

impl From<Outcome> for StepOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Started => Self::Started,
            Outcome::Done => Self::Done,
            Outcome::Skipped => Self::Skipped,
            Outcome::Returned => Self::Returned,
        }
    }
}

impl From<StepOutcome> for Outcome {
    fn from(outcome: StepOutcome) -> Self {
        match outcome {
            StepOutcome::Started => Self::Started,
            StepOutcome::Done => Self::Done,
            StepOutcome::Skipped => Self::Skipped,
            StepOutcome::Returned => Self::Returned,
        }
    }
}

impl From<CardResult> for CardState {
    fn from(result: CardResult) -> Self {
        match result {
            CardResult::Good => Self::Good,
            CardResult::EncodeFailure | CardResult::PrintFailure | CardResult::Damaged => Self::Spoiled,
        }
    }
}
