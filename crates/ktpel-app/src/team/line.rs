//! One line between two laptops: TLS, and messages with their length before them. Knows no question and no answer.

use std::{io, time::Duration};

use ktpel_sync::team::MAX_FRAME;
use rustls::{AlertDescription, CertificateError, pki_types::CertificateDer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};

/// A line on which nothing comes for so long is none any more.
pub(super) const SILENCE: Duration = Duration::from_secs(10);
/// A handshake that takes longer is none.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(5);

/// Why a line ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum LineError {
    /// Nobody answers, or the network is gone.
    #[error("no answer")]
    Unreachable,
    /// The certificate is not one of this office.
    #[error("a laptop of another office")]
    OtherOffice,
    /// The certificate has ended.
    #[error("an old certificate")]
    Expired,
    /// The other laptop does not believe this one's certificate.
    #[error("not believed there")]
    NotBelieved,
    /// What came is no message.
    #[error("not a message")]
    Nonsense,
    /// This laptop's own store is closed.
    #[error("closed here")]
    Closed,
}

impl From<io::Error> for LineError {
    fn from(error: io::Error) -> Self {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match tls {
            Some(rustls::Error::InvalidCertificate(why)) => of_certificate(why),
            Some(rustls::Error::AlertReceived(AlertDescription::CertificateExpired)) => Self::NotBelieved,
            Some(rustls::Error::AlertReceived(_)) => Self::NotBelieved,
            Some(_) => Self::Nonsense,
            None => Self::Unreachable,
        }
    }
}

fn of_certificate(why: &CertificateError) -> LineError {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => LineError::Expired,
        _ => LineError::OtherOffice,
    }
}

/// The key in the certificate that was shown and believed.
pub(super) fn key_shown(certificates: Option<&[CertificateDer<'_>]>) -> Result<[u8; 32], LineError> {
    let first = certificates.and_then(<[_]>::first).ok_or(LineError::Nonsense)?;
    ktpel_pki::key_of(first).map_err(|_| LineError::OtherOffice)
}

/// Sends one message.
pub(super) async fn write(stream: &mut (impl AsyncWrite + Unpin), message: &[u8]) -> Result<(), LineError> {
    let length = u32::try_from(message.len()).map_err(|_| LineError::Nonsense)?;
    let sent = async {
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(message).await?;
        stream.flush().await
    };
    timeout(SILENCE, sent).await.map_err(|_| LineError::Unreachable)?.map_err(LineError::from)
}

/// Reads one message of at most [`MAX_FRAME`] bytes; the clock is that of progress.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, LineError> {
    let mut length = [0; 4];
    timeout(SILENCE, stream.read_exact(&mut length)).await.map_err(|_| LineError::Unreachable)??;
    let length = u32::from_be_bytes(length) as usize;
    if length > MAX_FRAME {
        return Err(LineError::Nonsense);
    }
    let mut message = Vec::with_capacity(length.min(64 << 10));
    while message.len() < length {
        let mut piece = [0; 16 << 10];
        let room = (length - message.len()).min(piece.len());
        let piece = piece.get_mut(..room).expect("room is at most the piece");
        let read = timeout(SILENCE, stream.read(piece)).await.map_err(|_| LineError::Unreachable)??;
        if read == 0 {
            return Err(LineError::Unreachable);
        }
        message.extend_from_slice(piece.get(..read).unwrap_or_default());
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
    }

    #[test]
    fn messages_come_back_whole() {
        run(async {
            let (mut a, mut b) = tokio::io::duplex(64);
            let long = vec![7; 100_000];
            let (sent, read) = tokio::join!(write(&mut a, &long), super::read(&mut b));
            assert!(sent.is_ok());
            assert_eq!(read.unwrap(), long);
        });
    }

    #[test]
    fn a_message_that_is_too_long_is_not_read() {
        run(async {
            let (mut a, mut b) = tokio::io::duplex(64);
            a.write_all(&u32::MAX.to_be_bytes()).await.unwrap();
            assert!(matches!(read(&mut b).await, Err(LineError::Nonsense)));
        });
    }

    #[test]
    fn a_line_that_is_cut_is_no_message() {
        run(async {
            let (mut a, mut b) = tokio::io::duplex(64);
            a.write_all(&[0, 0, 0, 9, 1]).await.unwrap();
            drop(a);
            assert!(matches!(read(&mut b).await, Err(LineError::Unreachable)));
        });
    }
}
