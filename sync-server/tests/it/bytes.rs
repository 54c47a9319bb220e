//! What a sync costs on the line: every byte of HTTP between a real kit and the real server, counted where TLS ends.

use std::sync::{Arc, Mutex};

use ktpel_domain::time::Clock;
use ktpel_testkit::day::{CHANGES, Day, Proofs};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::{
    kit::{Kit, tls},
    office::Server,
};

const EXCHANGE: &[u8] = b"POST /sync/v1/exchange HTTP/1.1\r\n";

/// What went over a line so far.
#[derive(Debug, Default)]
struct Passed {
    up: Vec<u8>,
    down: Vec<u8>,
}

/// Bytes and requests of one sync.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    up: usize,
    down: usize,
    requests: usize,
}

/// A line into the office that shows what passes: it has the office's certificate for the kit, and the kit's for the office.
struct Line {
    passed: Arc<Mutex<Passed>>,
}

impl Line {
    /// Puts itself between the kit and the office.
    async fn before(server: &Server, kit: &mut Kit) -> Self {
        let certificate = server.office.ca.issue_server(&[]).unwrap();
        let clock = Arc::clone(&server.clock) as Arc<dyn Clock>;
        let towards_kit = Arc::new(ktpel_pki::kits_listener(certificate, server.office.ca.certificate(), clock).unwrap());
        let towards_office = Arc::new(tls(&kit.identity, kit.setup.as_ref().unwrap()));
        let office = server.kits_url.strip_prefix("https://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        kit.url = format!("https://{}", listener.local_addr().unwrap());
        let passed = Arc::new(Mutex::new(Passed::default()));
        let line = Self { passed: Arc::clone(&passed) };
        tokio::spawn(async move {
            let (acceptor, connector) = (TlsAcceptor::from(towards_kit), TlsConnector::from(towards_office));
            while let Ok((kit, _)) = listener.accept().await {
                let kit = acceptor.accept(kit).await.unwrap();
                let name = ServerName::try_from("127.0.0.1").unwrap();
                let office = connector.connect(name, TcpStream::connect(&office).await.unwrap()).await.unwrap();
                let ((kit_in, kit_out), (office_in, office_out)) = (tokio::io::split(kit), tokio::io::split(office));
                tokio::spawn(pass(kit_in, office_out, Arc::clone(&passed), |passed| &mut passed.up));
                tokio::spawn(pass(office_in, kit_out, Arc::clone(&passed), |passed| &mut passed.down));
            }
        });
        line
    }

    /// What has passed since the last look.
    fn cost(&self) -> Cost {
        let Passed { up, down } = std::mem::take(&mut *self.passed.lock().unwrap());
        let requests = up.windows(EXCHANGE.len()).filter(|window| *window == EXCHANGE).count();
        Cost { up: up.len(), down: down.len(), requests }
    }
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    passed: Arc<Mutex<Passed>>,
    side: fn(&mut Passed) -> &mut Vec<u8>,
) {
    let mut buffer = [0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        side(&mut passed.lock().unwrap()).extend_from_slice(&buffer[..count]);
        if to.write_all(&buffer[..count]).await.is_err() || to.flush().await.is_err() {
            return;
        }
    }
}

/// The whole day of a kit, sent to an office that has nothing of it.
async fn push(seed: u64, cases: usize, proofs: Proofs) -> Cost {
    let server = Server::start().await;
    let mut day = Day::begin(seed);
    day.serve(cases, proofs);
    let mut kit = Kit::of_day(&day, &server).await;
    let line = Line::before(&server, &mut kit).await;
    kit.sync().await;
    assert_eq!(kit.state.acked_seq, (4 + cases * CHANGES) as u64, "all of it is receipted");
    assert!(kit.refusals.is_empty(), "and nothing was refused");
    line.cost()
}

#[tokio::test]
async fn a_thousand_new_cases_with_two_operator_signatures_each() {
    let cost = push(71, 1000, Proofs::TwoWaivers).await;
    assert!(cost.up <= 1_050_000, "{cost:?}");
    assert!(cost.requests <= 14, "{cost:?}");
}

#[tokio::test]
async fn a_thousand_new_cases_without_operator_signatures() {
    let cost = push(72, 1000, Proofs::None).await;
    assert!(cost.up <= 920_000, "{cost:?}");
    assert!(cost.requests <= 14, "{cost:?}");
}

#[tokio::test]
async fn cases_edited_on_both_sides_and_then_nothing() {
    const CASES: usize = 50;
    let server = Server::start().await;
    let mut day = Day::begin(73);
    day.serve(CASES, Proofs::None);
    let mut here = Kit::of_day(&day, &server).await;
    let mut there = Kit::enrolled(2, &server).await;
    here.sync().await;
    there.sync().await;
    here.sync().await;

    let edited: Vec<_> = day.docs.keys().copied().collect();
    for (turn, doc) in edited.iter().enumerate() {
        there.set(*doc, "no_hp", &format!("0813{turn:08}"));
        day.correct(*doc);
    }
    there.sync().await;
    here.go_on_with(&day);
    let line = Line::before(&server, &mut here).await;
    here.sync().await;
    let cost = line.cost();
    assert_eq!(cost.requests, 1, "what goes and what comes share one exchange: {cost:?}");
    assert!(cost.up <= 8 * 1024 && cost.down <= 8 * 1024, "{cost:?}");
    assert_eq!(here.state.acked_seq, here.log.len() as u64);
    there.sync().await;
    assert!(edited.iter().all(|doc| here.heads(*doc) == there.heads(*doc)), "both sides hold both edits");
    assert!(edited.iter().all(|doc| here.heads(*doc).len() == 2), "side by side, for a person to choose");

    here.sync().await;
    line.cost();
    here.sync().await;
    let cost = line.cost();
    assert_eq!(cost.requests, 1);
    assert!(cost.up + cost.down <= 600, "nothing changed: {cost:?}");
    server.assert_sound();
}
