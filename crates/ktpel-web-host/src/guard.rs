//! Who may speak to the web host: holders of the token, over the loopback address.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// 128 random bits, printed once at start.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Makes a token from random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(data_encoding::HEXLOWER.encode(&bytes))
    }

    /// The text that goes into the URL fragment.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn allows(&self, request: &Request) -> bool {
        let header = request.headers().get("x-ktpel-token").and_then(|value| value.to_str().ok());
        // Images and the event stream cannot send a header.
        let query = request.uri().query().and_then(|query| query.strip_prefix("token="));
        header.or(query).is_some_and(|given| same(given, &self.0))
    }
}

/// Compares without telling by its time how much was right.
fn same(given: &str, token: &str) -> bool {
    let differing = given.bytes().zip(token.bytes()).fold(0, |differing, (a, b)| differing | (a ^ b));
    given.len() == token.len() && differing == 0
}

/// Refuses a request without the token.
pub async fn token(State(token): State<Token>, request: Request, next: Next) -> Result<Response, StatusCode> {
    if token.allows(&request) { Ok(next.run(request).await) } else { Err(StatusCode::UNAUTHORIZED) }
}

/// Refuses a Host that is not a loopback name: a page of another site cannot reach the kit by rebinding its own name. Refuses what the
/// browser says comes from another page, even of this machine: such a page must not act for the operator, token or not.
pub async fn loopback(request: Request, next: Next) -> Result<Response, StatusCode> {
    match refusal(request.headers()) {
        Some(status) => Err(status),
        None => Ok(next.run(request).await),
    }
}

fn refusal(headers: &HeaderMap) -> Option<StatusCode> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
        return Some(StatusCode::MISDIRECTED_REQUEST);
    }
    let foreign = headers.contains_key(header::ORIGIN) && text(header::ORIGIN) != Some(format!("http://{host}").as_str());
    foreign.then_some(StatusCode::FORBIDDEN)
}
