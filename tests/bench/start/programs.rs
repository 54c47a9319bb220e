//! Opening the kit's window and the empty one, in the same way.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use ktpel_tests::process::{Kill, program, wait_for};

use super::{
    memory,
    screen::{Screen, alike},
};

/// WebKitGTK's switch that the kit sets itself by starting anew where it is missing: part of what is measured.
const DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Parent, web process, network process.
const PROCESSES: usize = 3;

/// One start of a window.
pub struct Opened {
    /// From the start of the program to the last change of its first picture.
    pub ready: Duration,
    /// Memory of all its processes then.
    pub pss_mb: f64,
}

/// The kit up to its sign-in.
pub fn kit(home: &Path) -> Opened {
    static PICTURE: Mutex<Option<Vec<u8>>> = Mutex::new(None);
    let mut command = Command::new(program("ktpel-field"));
    command.env_remove(DMABUF).env("KTPEL_DATA_DIR", home);
    open(command, home, &PICTURE)
}

/// The empty window. It does not set the switch, so it is set for it: both draw in the same way.
pub fn empty(home: &Path) -> Opened {
    static PICTURE: Mutex<Option<Vec<u8>>> = Mutex::new(None);
    let mut command = Command::new(program("examples").join("empty-window"));
    command.env(DMABUF, "1");
    open(command, home, &PICTURE)
}

fn open(mut command: Command, home: &Path, picture: &Mutex<Option<Vec<u8>>>) -> Opened {
    let screen = Screen::new();
    command
        .env("DISPLAY", screen.name())
        .env("GDK_BACKEND", "x11")
        .env("NO_AT_BRIDGE", "1")
        .env("XDG_DATA_HOME", home.join("xdg/data"))
        .env("XDG_CONFIG_HOME", home.join("xdg/config"))
        .env("XDG_CACHE_HOME", home.join("xdg/cache"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let mut running = command.spawn().map(Kill).unwrap();
    let ready = screen.at_rest_since(start);
    let root = running.0.id();
    assert_eq!(memory::count(root), PROCESSES, "all processes of the window must be counted");
    let pss_mb = memory::pss_mb(root);
    // A picture that differs from the one of the last start is not the screen that is meant.
    let seen = screen.look();
    let mut first = picture.lock().unwrap();
    assert!(alike(&seen, first.get_or_insert_with(|| seen.clone())), "every start must end at the same picture");
    let children = memory::tree(root);
    running.kill();
    wait_for("the end of all processes of the window", || {
        children.iter().all(|pid| !Path::new(&format!("/proc/{pid}")).exists()).then_some(())
    });
    Opened { ready, pss_mb }
}
