//! The server: says its port, then for each line of heads how many documents it has whole, what came, and what that cost it.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use automerge::ChangeHash;
use bytes::Bytes;
use futures::{SinkExt, StreamExt, stream::SplitSink};
use samod::{Repo, ShareConfig, Transport, storage::TokioFilesystemStorage};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader, stdin},
    net::{TcpListener, TcpStream},
};
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use crate::files;

/// What came over the line.
#[derive(Default)]
struct Came {
    bytes: AtomicU64,
    messages: AtomicU64,
}

/// Serves one client until standard input ends.
pub async fn run(folder: &Path) {
    let policy = ShareConfig::read_write().with_announce(false);
    let repo = Repo::build_tokio().with_storage(TokioFilesystemStorage::new(folder)).with_share_policy(policy).load().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let acceptor = repo.make_acceptor(format!("tcp://{address}").parse().expect("an address")).expect("a new repo");
    let before = files::start_counting();
    println!("{}", address.port());
    let (stream, _) = listener.accept().await.expect("the client");
    let came = Arc::new(Came::default());
    let _connection = acceptor.accept(counted(stream, Arc::clone(&came))).expect("a new repo");
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await.expect("text") {
        // Before the look at the documents, which would count too.
        let (growth, cpu_s) = (files::highest() - before, files::cpu_s());
        let (bytes, messages) = (came.bytes.load(Ordering::Relaxed), came.messages.load(Ordering::Relaxed));
        let whole = whole(&repo, &serde_json::from_str(&line).expect("JSON")).await;
        println!("{}", json!({ "whole": whole, "bytes": bytes, "messages": messages, "growth": growth, "cpu_s": cpu_s }));
    }
}

/// The framing of samod's own TCP transport, with what comes in counted.
fn counted(stream: TcpStream, came: Arc<Came>) -> Transport {
    let codec = LengthDelimitedCodec::builder().max_frame_length(64 << 20).new_codec();
    let (out, inward): (SplitSink<Framed<TcpStream, LengthDelimitedCodec>, Bytes>, _) = Framed::new(stream, codec).split();
    let inward = inward.map(move |frame| {
        let frame = frame?;
        came.bytes.fetch_add(frame.len() as u64 + 4, Ordering::Relaxed);
        came.messages.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(frame.to_vec())
    });
    let out = out.with(|message: Vec<u8>| futures::future::ready(Ok::<Bytes, std::io::Error>(message.into())));
    Transport::new(inward, out)
}

/// How many of these documents are here with these heads.
async fn whole(repo: &Repo, heads: &Value) -> usize {
    let mut whole = 0;
    for (id, heads) in heads.as_object().expect("heads by document") {
        let Ok(Some(handle)) = repo.find(id.parse().expect("an id")).await else { continue };
        let here: Vec<String> = handle.with_document(|document| document.get_heads().iter().map(ChangeHash::to_string).collect());
        whole += usize::from(json!(here) == *heads);
    }
    whole
}
