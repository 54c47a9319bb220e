//! Whether and where this laptop meets its team: kept in its store.

use std::net::{IpAddr, SocketAddr};

use ktpel_ipc::{
    Problem, ProblemCode,
    views::{TeamParams, TeamView},
};
use serde::{Deserialize, Serialize};

use super::view;
use crate::{App, Host, act::stored, opened::Opened, problem::internal};

/// Setting with all of it, as JSON.
const TEAM: &str = "team";
/// Where a laptop listens unless it was told otherwise.
const PORT: u16 = 8442;
/// Addresses written down by hand.
const MOST: usize = 16;

/// How this laptop meets its team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TeamSettings {
    pub(super) on: bool,
    pub(super) port: u16,
    pub(super) addresses: Vec<String>,
}

impl TeamSettings {
    /// As set; a laptop in the field meets its team unless told otherwise, one for training does not.
    pub(super) fn load(opened: &Opened) -> Result<Self, Problem> {
        let kept = opened.store.settings().find(TEAM).map_err(stored)?;
        let first = Self { on: !opened.office.demo, port: PORT, addresses: Vec::new() };
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or(first))
    }

    /// The addresses that were written down.
    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.addresses.iter().filter_map(|text| parse(text)).collect()
    }
}

/// `192.168.1.7` or `192.168.1.7:8442`. Names are not looked up: a village network has nobody to ask.
fn parse(text: &str) -> Option<SocketAddr> {
    let text = text.trim();
    let whole = text.parse().ok();
    let address = whole.or_else(|| text.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, PORT)))?;
    Some(address).filter(|address| address.port() != 0 && !address.ip().is_unspecified() && !address.ip().is_multicast())
}

/// Changes how this laptop meets its team.
pub(crate) fn set<H: Host>(app: &App<H>, opened: &mut Opened, params: TeamParams) -> Result<TeamView, Problem> {
    let bad = || Problem::new(ProblemCode::Invalid).with("field", "team_address").with("what", "team_address");
    let addresses: Vec<String> = params.addresses.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    if addresses.len() > MOST || addresses.iter().any(|text| parse(text).is_none()) {
        return Err(bad());
    }
    let settings = TeamSettings { on: params.on, port: params.port, addresses };
    let json = serde_json::to_string(&settings).map_err(|error| internal("team settings", &error))?;
    opened.store.write(|tx| tx.settings().put(TEAM, &json)).map_err(stored)?;
    app.team.ring();
    view::view(app, opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(parse(text).map(|address| address.to_string()).as_deref(), expect, "{text:?}");
    }

    #[test]
    fn an_address_is_read_as_a_person_writes_it() {
        check(" 192.168.1.7 ", Some("192.168.1.7:8442"));
        check("192.168.1.7:9000", Some("192.168.1.7:9000"));
        check("fe80::1", Some("[fe80::1]:8442"));
        check("laptop-2", None);
        check("0.0.0.0", None);
        check("192.168.1.7:0", None);
        check("192.168.1", None);
    }
}
