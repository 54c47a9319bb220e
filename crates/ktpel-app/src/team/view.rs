//! Laptop satu tim, as the screen shows it.

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{
    Problem,
    views::{TeamMate, TeamView},
};

use super::{
    DoorState,
    peers::{Peer, Source},
    settings::TeamSettings,
};
use crate::{App, Host, lock, opened::Opened};

/// How this laptop meets its team, and whom it met.
pub(crate) fn view<H: Host>(app: &App<H>, opened: &Opened) -> Result<TeamView, Problem> {
    let settings = TeamSettings::load(opened)?;
    let door = *lock(&app.team.door);
    let mates = lock(&app.team.peers).shown().into_iter().map(|(address, peer)| mate(opened, &address.to_string(), &peer)).collect();
    let (state, port) = match door {
        DoorState::Open(address) => ("open", address.port()),
        DoorState::Taken => ("taken", settings.port),
        DoorState::Closed if settings.on => ("opening", settings.port),
        DoorState::Closed => ("off", settings.port),
    };
    Ok(TeamView { on: settings.on, state: state.to_owned(), port, own: own_addresses(), addresses: settings.addresses, mates })
}

fn mate(opened: &Opened, address: &str, peer: &Peer) -> TeamMate {
    TeamMate {
        device: peer.device.map(|device| device.to_string()),
        nama: peer.device.and_then(|device| opened.devices.get(&device).cloned()).unwrap_or_default(),
        address: address.to_owned(),
        manual: peer.source == Source::Manual,
        state: peer.standing.id().to_owned(),
        seen_ms: peer.seen.map(|Timestamp(ms)| ms),
    }
}

/// Addresses of this laptop that a colleague can type, without loopback.
fn own_addresses() -> Vec<String> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let addresses = interfaces.iter().map(|interface| interface.ip()).filter(|ip| ip.is_ipv4() && !ip.is_loopback());
    addresses.map(|ip| ip.to_string()).collect()
}
