//! Announcing this laptop on the village's network and hearing of others, by mDNS. No personal data: device, office and visit by their ids.
//!
//! Where it cannot be had (a network that swallows it, a machine without one) an address written by hand does the same.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Weak},
};

use ktpel_domain::ids::DeviceId;
use mdns_sd::{ResolvedService, ServiceDaemon, ServiceEvent, ServiceInfo};

use super::{Plan, peers::Source};
use crate::{App, Host, lock};

const SERVICE: &str = "_ktpel._tcp.local.";

/// The announcement; it is taken back when this is dropped.
pub(super) struct Found {
    daemon: ServiceDaemon,
    name: Option<String>,
}

impl Found {
    /// Announces the door, if there is one, and listens for others.
    pub(super) fn begin<H: Host>(app: &Arc<App<H>>, plan: &Plan, port: u16) -> Option<Self> {
        let daemon = ServiceDaemon::new().inspect_err(|error| tracing::warn!(%error, "no announcements on this network")).ok()?;
        let name = (port != 0).then(|| announce(&daemon, plan, port)).flatten();
        match daemon.browse(SERVICE) {
            Ok(events) => {
                let (app, own, office) = (Arc::downgrade(app), plan.own, plan.office);
                std::thread::spawn(move || {
                    while let Ok(event) = events.recv() {
                        hear(&app, own, office, event);
                    }
                });
            }
            Err(error) => tracing::warn!(%error, "nobody can be heard on this network"),
        }
        Some(Self { daemon, name })
    }
}

fn announce(daemon: &ServiceDaemon, plan: &Plan, port: u16) -> Option<String> {
    let (device, visit) = (plan.own.to_string(), plan.visit.map(|visit| visit.to_string()).unwrap_or_default());
    let office = plan.office.to_string();
    let properties = [("device", device.as_str()), ("office", office.as_str()), ("visit", visit.as_str())];
    let info = ServiceInfo::new(SERVICE, &device, &format!("{device}.local."), "", port, &properties[..]).ok()?.enable_addr_auto();
    let name = info.get_fullname().to_owned();
    daemon.register(info).inspect_err(|error| tracing::warn!(%error, "this laptop cannot be announced")).ok()?;
    Some(name)
}

fn hear<H: Host>(app: &Weak<App<H>>, own: DeviceId, office: DeviceId, event: ServiceEvent) {
    let Some(app) = app.upgrade() else { return };
    match event {
        ServiceEvent::ServiceResolved(service) => {
            let said = |key: &str| service.get_property_val_str(key).and_then(|text| text.parse::<DeviceId>().ok());
            let Some(device) = said("device").filter(|device| *device != own && said("office") == Some(office)) else { return };
            for address in addresses(&service) {
                lock(&app.team.peers).hear(address, Some(device), Source::Heard);
            }
            app.team.ring();
        }
        ServiceEvent::ServiceRemoved(_, name) => {
            let device = name.split('.').next().and_then(|first| first.parse().ok());
            if let Some(device) = device {
                lock(&app.team.peers).gone(device);
            }
        }
        _ => {}
    }
}

/// Where the laptop can be called: by IPv4 where it has one; a link-local IPv6 address would need the name of the interface too.
fn addresses(service: &ResolvedService) -> Vec<SocketAddr> {
    let ips: Vec<IpAddr> = service.get_addresses().iter().map(mdns_sd::ScopedIp::to_ip_addr).filter(|ip| !ip.is_loopback()).collect();
    let callable = |ip: &&IpAddr| match ip {
        IpAddr::V4(_) => true,
        IpAddr::V6(ip) => !ip.is_unicast_link_local() && !ips.iter().any(IpAddr::is_ipv4),
    };
    ips.iter().filter(callable).map(|ip| SocketAddr::new(*ip, service.get_port())).collect()
}

impl Drop for Found {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let _said_goodbye = self.daemon.unregister(name);
        }
        let _ended = self.daemon.shutdown();
    }
}
