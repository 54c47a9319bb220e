//! A printer of ours that does what `ippeveprinter` never shows: stop, refuse, hang up, answer nonsense.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use ipp::prelude::*;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What it does with a request.
#[derive(Clone)]
pub enum Reply {
    /// Answers with a status and attributes of printer and job.
    Ipp(StatusCode, Vec<(DelimiterTag, &'static str, IppValue)>),
    /// An HTTP error.
    Http(u16),
    /// Bytes that are no IPP.
    Nonsense,
    /// Closes the line.
    HangUp,
    /// Reads all and never answers.
    Never,
}

/// Replies by operation; all that came is counted.
pub struct MockPrinter {
    pub uri: String,
    seen: Arc<Mutex<Vec<u16>>>,
    server: JoinHandle<()>,
}

impl MockPrinter {
    pub async fn start(replies: impl IntoIterator<Item = (Operation, Reply)>) -> Self {
        let replies: Arc<BTreeMap<u16, Reply>> =
            Arc::new(replies.into_iter().map(|(operation, reply)| (operation as u16, reply)).collect());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let uri = format!("ipp://127.0.0.1:{}/ipp/print", listener.local_addr().unwrap().port());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&replies), Arc::clone(&log)));
            }
        });
        Self { uri, seen, server }
    }

    /// How often an operation was asked for.
    pub fn count(&self, operation: Operation) -> usize {
        self.seen.lock().unwrap().iter().filter(|seen| **seen == operation as u16).count()
    }
}

impl Drop for MockPrinter {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// One request per connection.
async fn serve(stream: TcpStream, replies: Arc<BTreeMap<u16, Reply>>, log: Arc<Mutex<Vec<u16>>>) {
    let mut stream = BufReader::new(stream);
    let Some(body) = read_request(&mut stream).await else { return };
    let operation = u16::from_be_bytes([body[2], body[3]]);
    log.lock().unwrap().push(operation);
    match replies.get(&operation).cloned().unwrap_or(Reply::HangUp) {
        Reply::Ipp(status, attributes) => answer(&mut stream, 200, &response(status, attributes)).await,
        Reply::Http(status) => answer(&mut stream, status, b"").await,
        Reply::Nonsense => answer(&mut stream, 200, b"\x02\x00 this is no printer").await,
        Reply::HangUp => {}
        Reply::Never => std::future::pending().await,
    }
}

/// Headers, then a chunked body, as the IPP client sends it.
async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line).await.ok().filter(|count| *count > 0)?;
    }
    let mut body = Vec::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await.ok()?;
        let size = usize::from_str_radix(line.trim(), 16).ok()?;
        let mut chunk = vec![0; size + 2];
        stream.read_exact(&mut chunk).await.ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend(&chunk[..size]);
    }
}

fn response(status: StatusCode, attributes: Vec<(DelimiterTag, &'static str, IppValue)>) -> Vec<u8> {
    let mut response = IppRequestResponse::new_response(IppVersion::v2_0(), status, 1).unwrap();
    for (tag, name, value) in attributes {
        response.attributes_mut().add(tag, IppAttribute::with_name(name, value).unwrap());
    }
    response.to_bytes().to_vec()
}

async fn answer(stream: &mut BufReader<TcpStream>, status: u16, body: &[u8]) {
    let head =
        format!("HTTP/1.1 {status} X\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
}
