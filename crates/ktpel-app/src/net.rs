//! HTTP to the office: one client, time-outs by progress, problems in the words of the contract. Never follows a redirect.
//!
//! An enrolled kit speaks TLS 1.3 with its own certificate and believes its own office only; who else answers gets no byte of a request.

use std::time::Duration;

use ktpel_ipc::{Problem, ProblemCode};
use ktpel_sync::order::TurnedAway;
use ktpel_vault::DeviceIdentity;
use rustls::{AlertDescription, ClientConfig};

use crate::{orders, setup::Office};

/// A connection that is not made in this time is no connection.
const CONNECT: Duration = Duration::from_secs(10);
/// A line on which nothing moves for this long is cut (sync-and-trust, The session: by progress, never by total time).
const STALL: Duration = Duration::from_secs(30);
/// Largest answer that is read, in bytes.
const LARGEST: usize = 80 << 20;

/// Makes rustls usable; a second call changes nothing.
pub(crate) fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The office's address and a client for it.
#[derive(Clone)]
pub(crate) struct Net {
    base: String,
    client: reqwest::Client,
}

impl Net {
    /// To the office's listener for kits, as the kit that it has taken in.
    pub(crate) fn kit(office: &Office, device: &DeviceIdentity) -> Result<Self, Problem> {
        let tls = office.tls(device)?;
        Self::new(&office.kits_url, "kits_url", tls)
    }

    /// To an office that does not know this kit yet. With the fingerprint of its authority the kit believes nobody else.
    pub(crate) fn enrolment(base: &str, ca: Option<[u8; 32]>) -> Result<Self, Problem> {
        let tls = ktpel_pki::enrolment_client(ca).map_err(|error| crate::problem::internal("tls", &error))?;
        Self::new(base, "office_url", tls)
    }

    /// HTTPS anywhere, plain HTTP only to this machine.
    fn new(base: &str, field: &'static str, tls: ClientConfig) -> Result<Self, Problem> {
        install_tls();
        let base = base.trim().trim_end_matches('/').to_owned();
        let bad = || Problem::new(ProblemCode::Invalid).with("field", field).with("what", "address");
        let url: reqwest::Url = base.parse().map_err(|_| bad())?;
        let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
            return Err(bad());
        }
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(STALL)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_backend_preconfigured(tls)
            .build()
            .map_err(|error| crate::problem::internal("http client", &error))?;
        Ok(Self { base, client })
    }

    /// Sends bytes and reads the answer; the status tells the problem.
    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Answer, Problem> {
        let url = format!("{}{}", self.base, request.target);
        let mut builder = self.client.request(request.method, url);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let mut response = builder.body(request.body).send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if body.len() + piece.len() > LARGEST {
                return Err(Problem::new(ProblemCode::ServerNonsense).with("what", "size"));
            }
            body.extend_from_slice(&piece);
        }
        match turned_away(status, &body) {
            Some(problem) => Err(problem),
            None => Ok(Answer { status, body }),
        }
    }
}

/// One request.
pub(crate) struct Request<'a> {
    pub(crate) method: reqwest::Method,
    /// Path with query.
    pub(crate) target: &'a str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// One answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The answer to a piece: 409 and 422 also say where to go on.
    pub(crate) fn piece(self) -> Result<Vec<u8>, Problem> {
        if matches!(self.status, 409 | 422) { Ok(self.body) } else { self.ok() }
    }

    /// The body of a success; otherwise the problem that the status stands for.
    pub(crate) fn ok(self) -> Result<Vec<u8>, Problem> {
        match self.status {
            200..=299 => Ok(self.body),
            426 => Err(Problem::new(ProblemCode::VersionTooOld).with("what", too_old(&self.body))),
            507 => Err(Problem::new(ProblemCode::ServerFull)),
            401 | 403 => Err(Problem::new(ProblemCode::ServerRefused).with("what", self.status)),
            404 => Err(Problem::new(ProblemCode::NotFound).with("what", "office")),
            500..=599 => Err(Problem::new(ProblemCode::ServerUnreachable).with("what", self.status)),
            _ => Err(Problem::new(ProblemCode::ServerNonsense).with("what", self.status)),
        }
    }
}

/// Whose program is too old, by the office's word: the kit's, unless it says otherwise.
fn too_old(body: &[u8]) -> &'static str {
    let told: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    if told["params"]["what"] == "office" { "office" } else { "kit" }
}

/// The office turns this kit away: the order that says why goes along, for `orders`.
fn turned_away(status: u16, body: &[u8]) -> Option<Problem> {
    let told: TurnedAway = serde_json::from_slice(body).ok().filter(|_| status == 403)?;
    let refused = Problem::new(ProblemCode::ServerRefused).with("what", "revoked");
    Some(if told.order.is_empty() { refused } else { refused.with(orders::ORDER, told.order) })
}

fn unreachable(error: &reqwest::Error) -> Problem {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(why)) => {
            tracing::warn!(?why, "another computer answers at the office's address");
            return Problem::new(ProblemCode::ServerNonsense).with("what", "certificate");
        }
        Some(rustls::Error::AlertReceived(AlertDescription::CertificateExpired)) => {
            return Problem::new(ProblemCode::ServerRefused).with("what", "certificate_expired");
        }
        Some(rustls::Error::AlertReceived(_)) => return Problem::new(ProblemCode::ServerRefused).with("what", "certificate"),
        Some(_) | None => {}
    }
    let what = if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connect"
    } else {
        "broken"
    };
    Problem::new(ProblemCode::ServerUnreachable).with("what", what)
}

/// What TLS said, if it was TLS that ended the line.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let inside = error.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
        next = inside.map(|error| error as &(dyn std::error::Error + 'static)).or_else(|| error.source());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, accepted: bool) {
        assert_eq!(Net::enrolment(address, None).is_ok(), accepted, "{address}");
    }

    #[test]
    fn personal_data_never_leaves_in_the_clear() {
        check("https://dukcapil.example", true);
        check("http://127.0.0.1:4100/", true);
        check("http://dukcapil.example", false);
        check("ftp://127.0.0.1", false);
        check("dukcapil", false);
    }

    #[track_caller]
    fn check_answer(status: u16, body: &str, expect: (ProblemCode, Option<&str>)) {
        let problem = Answer { status, body: body.as_bytes().to_vec() }.ok().expect_err("no success");
        assert_eq!((problem.code, problem.params.get("what").map(String::as_str)), expect, "{status} {body}");
    }

    #[test]
    fn each_refusal_has_its_own_words() {
        check_answer(507, "", (ProblemCode::ServerFull, None));
        check_answer(426, r#"{"params":{"what":"office"}}"#, (ProblemCode::VersionTooOld, Some("office")));
        check_answer(426, "", (ProblemCode::VersionTooOld, Some("kit")));
        check_answer(403, "", (ProblemCode::ServerRefused, Some("403")));
        check_answer(503, "", (ProblemCode::ServerUnreachable, Some("503")));
    }
}
