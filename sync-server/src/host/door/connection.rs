//! One connection: plain or TLS, ended when nothing moves on it, and closed so that a refusal still arrives.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::OwnedSemaphorePermit,
    time::{Instant, Sleep},
};
use tokio_rustls::server::TlsStream;

/// A line on which nothing moves in either direction for so long is cut. Live pages get a sign of life more often.
const IDLE: Duration = Duration::from_secs(75);
/// What a refused kit still sends is thrown away for so long, unread: a line that is cut at once would lose the refusal.
const LINGER: Duration = Duration::from_secs(3);
/// And so much of it.
const LINGER_BYTES: usize = 8 << 20;

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection that is ready for HTTP.
pub struct Connection {
    stream: Option<Stream>,
    idle: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    /// Without TLS: loopback only.
    pub fn plain(stream: TcpStream, place: OwnedSemaphorePermit) -> Self {
        Self::new(Stream::Plain(stream), place)
    }

    /// After a handshake.
    pub fn tls(stream: TlsStream<TcpStream>, place: OwnedSemaphorePermit) -> Self {
        Self::new(Stream::Tls(Box::new(stream)), place)
    }

    fn new(stream: Stream, place: OwnedSemaphorePermit) -> Self {
        Self { stream: Some(stream), idle: Box::pin(tokio::time::sleep(IDLE)), _place: place }
    }

    fn moved(&mut self) {
        self.idle.as_mut().reset(Instant::now() + IDLE);
    }

    fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        act: impl FnOnce(Pin<&mut dyn ReadWrite>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let polled = match &mut self.stream {
            Some(Stream::Plain(stream)) => act(Pin::new(stream), cx),
            Some(Stream::Tls(stream)) => act(Pin::new(stream.as_mut()), cx),
            None => return Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        };
        if polled.is_ready() {
            self.moved();
            return polled;
        }
        ready!(self.idle.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

trait ReadWrite: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> ReadWrite for T {}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll(cx, |stream, cx| stream.poll_read(cx, buf))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.get_mut().poll(cx, |stream, cx| stream.poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll(cx, |stream, cx| stream.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll(cx, |stream, cx| stream.poll_shutdown(cx))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let stream = match self.stream.take() {
            Some(Stream::Plain(stream)) => stream,
            Some(Stream::Tls(stream)) => stream.into_inner().0,
            None => return,
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(linger(stream));
        }
    }
}

/// Throws away what still comes, as it came off the line: nothing of it is deciphered or read.
async fn linger(mut stream: TcpStream) {
    let rest = async {
        let mut thrown_away = 0;
        let mut buffer = [0; 4096];
        while thrown_away < LINGER_BYTES {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(count) => thrown_away += count,
            }
        }
    };
    let _cut_now = tokio::time::timeout(LINGER, rest).await;
}
