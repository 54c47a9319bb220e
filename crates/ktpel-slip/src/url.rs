//! The address that a slip's QR code holds, and finding the token in what was scanned or typed.
//!
//! All upper case, so that the QR code stays in its alphanumeric mode: scheme and host do not mind, and the path is ours.

use crate::{claims::is_code, token::MAX_TOKEN_CHARS};

/// Longest host (with port) for which the QR code of the longest slip has at most version 11.
pub const MAX_HOST_CHARS: usize = 40;
/// Text without an address is taken for a token from this length on: nothing else that people type is so long and unbroken.
const MIN_TOKEN_CHARS: usize = 100;

/// `HTTPS://<HOST>/S/<token>` from the office's address for browsers; a path in the address is left out, because slip pages hang at the root.
/// None where the address names no host.
#[must_use]
pub fn url(office_url: &str, token: &str) -> Option<String> {
    let (scheme, rest) = office_url.trim().split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    Some(format!("{}://{}/S/{token}", scheme.to_ascii_uppercase(), host.to_ascii_uppercase()))
}

/// The token in what a scanner read or a person pasted, in upper case; none where it is something else, e.g. an old slip that carries the
/// case code only.
#[must_use]
pub fn in_scan(text: &str) -> Option<String> {
    let text = text.trim();
    let after = text.to_ascii_uppercase().rfind("/S/").and_then(|at| text.get(at + "/S/".len()..));
    let token = match after {
        Some(rest) => rest.trim_end_matches('/'),
        None if text.len() >= MIN_TOKEN_CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => text,
        None => return None,
    };
    let code = is_code(&token.to_ascii_uppercase());
    // One character too many is kept, so that checking can say that it is too long.
    let cut: String = token.chars().take(MAX_TOKEN_CHARS + 1).collect();
    (!code).then(|| cut.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_upper_case_and_hangs_at_the_root() {
        let check = |office: &str, expect: Option<&str>| assert_eq!(url(office, "ABC").as_deref(), expect, "{office}");
        check("https://ktpel.bimakota.go.id", Some("HTTPS://KTPEL.BIMAKOTA.GO.ID/S/ABC"));
        check("https://ktpel.bimakota.go.id:8443/kantor/?a=b", Some("HTTPS://KTPEL.BIMAKOTA.GO.ID:8443/S/ABC"));
        check("http://127.0.0.1:40123", Some("HTTP://127.0.0.1:40123/S/ABC"));
        check("ktpel.bimakota.go.id", None);
        check("https://", None);
    }

    #[test]
    fn a_token_is_found_in_what_was_scanned() {
        let long = "2KCFKA".repeat(20);
        let check = |text: &str, expect: Option<&str>| assert_eq!(in_scan(text).as_deref(), expect, "{text}");
        check("HTTPS://OFFICE.EXAMPLE/S/2KCFKA", Some("2KCFKA"));
        check("  https://office.example/s/2kcfka\n", Some("2KCFKA"));
        check(&long, Some(&long));
        check(&long.to_lowercase(), Some(&long));
        check("HTTPS://OFFICE.EXAMPLE/S/7K3F-9QXM", None);
        check("7K3F-9QXM", None);
        check("Siti Rahmah", None);
        check("5272011503909901", None);
        check("HTTPS://OFFICE.EXAMPLE/S/", Some(""));
        check("ˢ/S/é", Some("é"));
    }
}
