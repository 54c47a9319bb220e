//! The client: connects, loads the documents in portions, and waits until the server says of each that it has what we have.

use std::{
    path::Path,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use automerge::ChangeHash;
use samod::{BackoffConfig, DocHandle, Repo, tokio_io::TcpDialer};
use serde_json::{Map, Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command},
};

use crate::files;

/// Documents loaded at once: with all ten thousand under way nothing arrives for minutes.
const PORTION: usize = 1_000;

/// Pushes the documents, for that many seconds at most, and prints what it took.
pub async fn run(file: &Path, cases: u64, seconds: u64) {
    let documents = files::documents(file, cases as usize);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut server = Command::new(std::env::current_exe().expect("this program"))
        .arg("serve")
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server");
    let mut said = BufReader::new(server.stdout.take().expect("piped"));
    let port = line(&mut said);
    let repo = Repo::build_tokio().load().await;
    let dialer = TcpDialer::new(format!("tcp://127.0.0.1:{}", port.trim()).parse().expect("an address")).expect("an address with a port");
    let dialed = repo.dial(BackoffConfig::default(), Arc::new(dialer)).expect("a new repo");
    dialed.established().await.expect("the server is there");
    let connection = dialed.connection_id().expect("connected");

    let start = Instant::now();
    let until = tokio::time::Instant::from_std(start + Duration::from_secs(seconds));
    let mut handles = Vec::new();
    let mut documents = documents.into_iter();
    while documents.len() > 0 {
        let first = handles.len();
        for document in documents.by_ref().take(PORTION) {
            handles.push(repo.create(document).await.expect("the repo runs"));
        }
        let arrived = async {
            for handle in &handles[first..] {
                handle.they_have_our_changes(connection).await;
            }
        };
        if tokio::time::timeout_at(until, arrived).await.is_err() {
            break;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let heads: Map<String, Value> = handles.iter().map(|handle| (handle.document_id().to_string(), heads(handle))).collect();
    let report = ask(&mut server, &mut said, &Value::Object(heads));
    let mut report: Map<String, Value> = serde_json::from_str(&report).expect("JSON");
    report.insert("seconds".to_owned(), json!(seconds));
    println!("{}", Value::Object(report));
    server.kill().expect("it runs");
    server.wait().expect("it ran");
}

fn heads(handle: &DocHandle) -> Value {
    handle.with_document(|document| document.get_heads().iter().map(ChangeHash::to_string).collect())
}

fn ask(server: &mut Child, said: &mut impl BufRead, question: &Value) -> String {
    let input = server.stdin.as_mut().expect("piped");
    writeln!(input, "{question}").expect("it reads");
    line(said)
}

fn line(from: &mut impl BufRead) -> String {
    let mut line = String::new();
    from.read_line(&mut line).expect("text");
    line
}
