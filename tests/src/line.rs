//! A line between kit and office that passes on what it cannot read, and goes dead after a number of bytes.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use crate::process::DEADLINE;

/// Bytes that pass at once: the line goes dead within one of these.
const CHUNK: usize = 512;

/// A line; ends with the test's program.
pub struct Line {
    /// Where kits find it.
    pub url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Bytes that still pass, both directions together; without it all do.
    left: Option<u64>,
    /// Connections of an earlier life are closed.
    life: u64,
}

impl Shared {
    /// Waits until a chunk may pass; false when the connection belongs to an earlier life.
    fn pass(&self, life: u64, bytes: usize) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if state.life != life {
                return false;
            }
            let bytes = bytes as u64;
            match &mut state.left {
                None => return true,
                Some(left) if *left >= bytes => {
                    *left -= bytes;
                    return true;
                }
                Some(left) => {
                    *left = 0;
                    self.changed.notify_all();
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    fn life(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).life
    }
}

impl Line {
    /// A line to this address.
    #[must_use]
    pub fn to(office: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        let url = format!("https://{}", listener.local_addr().expect("a listener has an address"));
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        std::thread::spawn(move || {
            for kit in listener.incoming() {
                // A connection that is not made is the kit's business.
                let _ = kit.and_then(|kit| tunnel(kit, &office, &shared));
            }
        });
        Self { url, shared: own }
    }

    /// From now on all passes; connections from before are closed.
    pub fn mend(&self) {
        self.begin(None);
    }

    /// From now on this many bytes pass, then nothing moves; connections from before are closed.
    pub fn dies_after(&self, bytes: u64) {
        self.begin(Some(bytes));
    }

    fn begin(&self, left: Option<u64>) {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.left = left;
        state.life += 1;
        self.shared.changed.notify_all();
    }

    /// Waits until the line is dead, or `over` says that nothing more will be sent.
    pub fn wait_until_dead(&self, over: impl Fn() -> bool) {
        let state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        let look = |state: &mut State| state.left != Some(0) && !over();
        let mut state = state;
        let begin = std::time::Instant::now();
        while look(&mut state) {
            assert!(begin.elapsed() < DEADLINE, "gave up waiting for the line to go dead");
            let waited = self.shared.changed.wait_timeout(state, Duration::from_millis(20));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn tunnel(kit: TcpStream, office: &str, shared: &Arc<Shared>) -> std::io::Result<()> {
    let far = TcpStream::connect(office)?;
    let life = shared.life();
    for (mut from, mut to) in [(kit.try_clone()?, far.try_clone()?), (far, kit)] {
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            let mut chunk = [0; CHUNK];
            while let Ok(count @ 1..) = from.read(&mut chunk) {
                if !shared.pass(life, count) || to.write_all(&chunk[..count]).is_err() {
                    let _ = from.shutdown(Shutdown::Both);
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Write);
        });
    }
    Ok(())
}
