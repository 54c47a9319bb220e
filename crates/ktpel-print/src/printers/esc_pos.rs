//! Thermal slip printer over TCP (port 9100): status before, the job, status after.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{Condition, Job, NotPrinted, PrintOutcome, PrinterStatus, Reason, Unsure};
use crate::escpos::{self, Trouble};

/// A slip printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscPos {
    address: String,
    patience: Duration,
}

/// What a printer answered to DLE EOT.
enum Answer {
    /// It told its state.
    Told(Vec<Trouble>),
    /// It does not know the question; many cheap ones do not.
    Silent,
}

impl EscPos {
    /// Address as `host:port`; `patience` bounds each exchange.
    pub fn new(address: impl Into<String>, patience: Duration) -> Self {
        Self { address: address.into(), patience }
    }

    pub(super) async fn status(&self) -> PrinterStatus {
        let Some(mut stream) = self.connect().await else {
            return PrinterStatus::bare(Condition::Unreachable);
        };
        match self.ask(&mut stream).await {
            Answer::Told(troubles) if !troubles.is_empty() => {
                PrinterStatus { reasons: reasons(&troubles), ..PrinterStatus::bare(Condition::Stopped) }
            }
            Answer::Told(_) | Answer::Silent => PrinterStatus::bare(Condition::Ready),
        }
    }

    pub(super) async fn print(&self, job: &Job) -> PrintOutcome {
        let Some(bytes) = &job.escpos else {
            return PrintOutcome::NotPrinted { reason: NotPrinted::WrongPrinter };
        };
        let Some(mut stream) = self.connect().await else {
            return PrintOutcome::NotPrinted { reason: NotPrinted::Unreachable };
        };
        if let Answer::Told(troubles) = self.ask(&mut stream).await
            && !troubles.is_empty()
        {
            return PrintOutcome::NotPrinted { reason: NotPrinted::NotReady { reasons: reasons(&troubles) } };
        }
        if !matches!(timeout(self.patience, stream.write_all(bytes)).await, Ok(Ok(()))) {
            return PrintOutcome::Unknown { reason: Unsure::Interrupted };
        }
        match self.ask(&mut stream).await {
            Answer::Told(troubles) if troubles.is_empty() => PrintOutcome::Printed,
            Answer::Told(troubles) => PrintOutcome::Unknown { reason: Unsure::StillInQueue { reasons: reasons(&troubles) } },
            Answer::Silent => PrintOutcome::Unknown { reason: Unsure::NoMemory },
        }
    }

    async fn connect(&self) -> Option<TcpStream> {
        timeout(self.patience, TcpStream::connect(&self.address)).await.ok()?.ok()
    }

    /// One question after the other, each with one byte of answer.
    async fn ask(&self, stream: &mut TcpStream) -> Answer {
        let mut answers = [0; 3];
        for (question, answer) in [escpos::ASK_OFFLINE, escpos::ASK_ERROR, escpos::ASK_PAPER].iter().zip(&mut answers) {
            let exchange = async {
                stream.write_all(question).await?;
                stream.read_u8().await
            };
            match timeout(self.patience, exchange).await {
                Ok(Ok(byte)) => *answer = byte,
                Ok(Err(_)) | Err(_) => return Answer::Silent,
            }
        }
        escpos::troubles(answers).map_or(Answer::Silent, Answer::Told)
    }
}

fn reasons(troubles: &[Trouble]) -> Vec<Reason> {
    troubles
        .iter()
        .map(|trouble| match trouble {
            Trouble::CoverOpen => Reason::CoverOpen,
            Trouble::PaperOut => Reason::MediaEmpty,
            Trouble::CutterJam => Reason::Jam,
            Trouble::Fault => Reason::Other { keyword: "fault".to_owned() },
        })
        .collect()
}
