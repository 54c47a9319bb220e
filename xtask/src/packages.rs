//! Debian packages that the programs and the tests need, and how they get there.

use std::process::{Command, Stdio};

use crate::steps::{Result, exists, run};

/// To build and open the window.
pub const BUILD: &[&str] = &["build-essential", "pkg-config", "libssl-dev", "libwebkit2gtk-4.1-dev"];

/// To test it: drivers, a display, a browser, an IPP printer, Python for the independent CWT library, a recorder of system calls, networks of their own.
pub const TEST: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "chromium",
    "chromium-driver",
    "cups-ipp-utils",
    "dbus",
    "python3",
    "python3-venv",
    "strace",
    "iproute2",
];

/// Makes sure that the packages are there: installs what is missing, or names it where there is no right to install.
pub fn ensure(packages: &[&[&'static str]]) -> Result {
    let wanted: Vec<&str> = packages.concat();
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if std::env::var_os("KTPEL_NO_INSTALL").is_some() || !exists("apt-get", "--version") {
        return Err(format!("these Debian packages are missing, install them with: {by_hand}").into());
    }
    let Some(prefix) = privilege() else {
        return Err(format!("these Debian packages are missing and this account may not install them. Ask for: sudo {by_hand}").into());
    };
    println!("installing Debian packages: {}", missing.join(" "));
    let apt = |arguments: &[&str]| -> Result {
        let words: Vec<&str> = prefix.iter().copied().chain(["apt-get", "-qq", "-y"]).chain(arguments.iter().copied()).collect();
        run(words[0], &words[1..])
    };
    apt(&["update"])?;
    apt(&[&["install", "--no-install-recommends"], missing.as_slice()].concat())
}

/// Node from 20 on is needed for the UI; it is not installed by us, because Debian 12 has an older one.
pub fn ensure_node() -> Result {
    let output = Command::new("node").arg("--version").output().map_err(|_| "Node 20 or newer is needed (node --version)")?;
    let version = String::from_utf8_lossy(&output.stdout).trim().trim_start_matches('v').to_owned();
    let major: u32 = version.split('.').next().and_then(|part| part.parse().ok()).unwrap_or(0);
    if major >= 20 { Ok(()) } else { Err(format!("Node 20 or newer is needed, found {version}").into()) }
}

fn installed(package: &str) -> bool {
    let output = Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]).stderr(Stdio::null()).output();
    output.is_ok_and(|output| output.stdout == b"installed")
}

/// How to become root without a question: nothing, `sudo -n`, or not at all.
fn privilege() -> Option<&'static [&'static str]> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if root {
        Some(&[])
    } else if Command::new("sudo")
        .args(["-n", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}
