//! A village's network of its own: namespaces of the kernel on one virtual switch, with cables that can be pulled. Needs root and iproute2; where they
//! are missing the story fails and says so.

use std::{
    ffi::OsStr,
    net::{SocketAddr, TcpListener, TcpStream},
    os::fd::OwnedFd,
    path::Path,
    process::{Command, Stdio},
};

/// One switch and its places.
pub struct Network {
    switch: String,
    places: Vec<Place>,
}

/// One place with a cable to the switch.
pub struct Place {
    namespace: String,
    cable: String,
    /// Its address on the network.
    pub ip: String,
}

impl Network {
    /// Makes a switch with that many places.
    #[must_use]
    pub fn with_places(count: usize) -> Self {
        let name = format!("ktpel{}", std::process::id());
        let mut network = Self { switch: format!("{name}s"), places: Vec::new() };
        ip(&["netns", "add", &network.switch]);
        network.ip_there(&["link", "add", "switch", "type", "bridge", "mcast_snooping", "0"]);
        network.ip_there(&["link", "set", "switch", "up"]);
        for n in 1..=count {
            let place = Place { namespace: format!("{name}p{n}"), cable: format!("cable{n}"), ip: format!("10.84.0.{n}") };
            ip(&["netns", "add", &place.namespace]);
            network.places.push(place);
            let place = network.places.last().expect("it was put there");
            let ends =
                ["link", "add", "eth0", "netns", &place.namespace, "type", "veth", "peer", "name", &place.cable, "netns", &network.switch];
            ip(&ends);
            network.ip_there(&["link", "set", &place.cable, "master", "switch"]);
            place.ip(&["addr", "add", &format!("{}/24", place.ip), "dev", "eth0"]);
            place.ip(&["link", "set", "lo", "up"]);
            place.ip(&["link", "set", "eth0", "up"]);
            place.ip(&["route", "add", "224.0.0.0/4", "dev", "eth0"]);
            network.plug(n - 1);
        }
        network
    }

    /// A place, by number from 0.
    #[must_use]
    pub fn place(&self, n: usize) -> &Place {
        &self.places[n]
    }

    /// Pulls the cable of a place.
    pub fn unplug(&self, n: usize) {
        self.ip_there(&["link", "set", &self.places[n].cable, "down"]);
    }

    /// Plugs it in.
    pub fn plug(&self, n: usize) {
        self.ip_there(&["link", "set", &self.places[n].cable, "up"]);
    }

    fn ip_there(&self, words: &[&str]) {
        ip(&[&["-n", &self.switch], words].concat());
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for namespace in self.places.iter().map(|place| &place.namespace).chain([&self.switch]) {
            let _gone_already = Command::new("ip").args(["netns", "del", namespace]).status();
        }
    }
}

impl Place {
    /// A command that runs at this place.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("ip");
        command.args([OsStr::new("netns"), OsStr::new("exec"), OsStr::new(&self.namespace), program.as_os_str()]);
        command
    }

    /// An address outside from which everything goes to this address inside: a person sits at the laptop, whatever the network does.
    #[must_use]
    pub fn from_outside(&self, inside: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound").to_string();
        let inside: SocketAddr = inside.parse().expect("the host prints its address");
        let namespace = self.namespace.clone();
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| pass(&namespace, inside, stream)));
        address
    }

    fn ip(&self, words: &[&str]) {
        ip(&[&["-n", &self.namespace], words].concat());
    }
}

/// Bytes of one connection go through a shell at the place; the answer's end is the end. What runs behind reads a copy of the input: a shell gives
/// it none of its own.
fn pass(namespace: &str, inside: SocketAddr, stream: TcpStream) {
    let script = format!("exec 3<>/dev/tcp/{}/{} 4<&0 || exit; cat <&4 >&3 & cat <&3; kill $!", inside.ip(), inside.port());
    let output = stream.try_clone().expect("a socket can be cloned");
    let child = Command::new("ip")
        .args(["netns", "exec", namespace, "bash", "-c", &script])
        .stdin(Stdio::from(OwnedFd::from(stream)))
        .stdout(Stdio::from(OwnedFd::from(output)))
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.expect("ip and bash run");
    std::thread::spawn(move || child.wait());
}

#[track_caller]
fn ip(words: &[&str]) {
    let output = Command::new("ip").args(words).output().unwrap_or_else(|error| {
        panic!("this story needs the program `ip` (Debian package iproute2, which `cargo xtask test` installs): {error}")
    });
    assert!(
        output.status.success(),
        "this story makes network namespaces, for which it must run as root (CAP_NET_ADMIN and CAP_SYS_ADMIN): ip {}: {}",
        words.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
}
