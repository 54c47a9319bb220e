//! What came of a job. `Unknown` is an answer, not an error: a person looks at the printer.

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintOutcome {
    /// The printer says that it printed. Whether it is good, the operator says.
    Printed,
    /// Certainly nothing was printed: the job never reached the printer, or was refused whole.
    NotPrinted {
        /// Why.
        reason: NotPrinted,
    },
    /// It may have been printed.
    Unknown {
        /// Why nobody can say.
        reason: Unsure,
    },
}

/// Why certainly nothing was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPrinted {
    /// No connection could be made.
    Unreachable,
    /// The printer is stopped, out of paper, open … (asked before the job was sent).
    NotReady {
        /// What it says.
        reasons: Vec<super::Reason>,
    },
    /// The printer takes neither PDF nor the image formats that we can send.
    FormatNotSupported,
    /// The printer has no such medium.
    MediaNotSupported,
    /// This printer cannot print this kind of document.
    WrongPrinter,
    /// The printer refused the job.
    Refused {
        /// IPP status code, or the HTTP status where IPP was not reached.
        code: u16,
    },
    /// The printer took the job but could not read the document, and says that it printed nothing.
    DocumentRejected,
    /// The folder cannot be written.
    Disk,
    /// No such job is known and the printer keeps a complete record.
    NoSuchJob,
    /// The address is not one of a printer.
    BadAddress,
    /// No TLS provider is installed in this process; a fault of this program.
    NoTls,
}

/// Why nobody can say whether it was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsure {
    /// The connection broke or timed out after the job had begun to be sent.
    Interrupted,
    /// The printer has the job and has not finished it in the time allowed.
    StillInQueue {
        /// What holds it up.
        reasons: Vec<super::Reason>,
    },
    /// The job was cancelled or aborted; a card may have been begun.
    Stopped,
    /// The printer no longer answers about the job.
    LostSight,
    /// The printer does not report what it did.
    NoMemory,
}
