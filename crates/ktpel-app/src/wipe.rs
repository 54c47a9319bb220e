//! Carrying out a wipe: the key slots first, then everything that they opened, then the word to the office.
//!
//! The order is remembered in a file before anything is destroyed, so that a power cut at any point is followed by the rest at the next start. That file
//! holds nothing personal and no secret: the order, the signed word that it was obeyed (the key that signs it is destroyed with the rest), and where the
//! office is. Limits, named in docs/security.md: a copy of the folder made before, together with the passphrase, still opens; and a kit that never
//! meets its office learns of no order.

use std::{fs, io, path::Path};

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{Event, Problem, ProblemCode, views::WipedView};
use ktpel_store::Store;
use ktpel_sync::order::{Order, WipeDone, from_hex, to_hex};
use ktpel_vault::{Slots, SlotsError};
use serde::{Deserialize, Serialize};

use crate::{
    App, Host, lock,
    net::{Net, Request},
    opened::Opened,
    problem::internal,
    setup::{Office, PublicSettings},
};

/// Name of the file that remembers a wipe.
const FILE: &str = "wiped.json";
/// Folder of the printer that a new kit has.
const PRINTED: &str = "cetak";

/// A wipe that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Wipe {
    /// The signed order, hexadecimal.
    order: String,
    /// The signed word for the office, hexadecimal.
    done: String,
    /// Check value of the slots that are to go: slots of a later life of this laptop stay.
    slots: Option<String>,
    office: Office,
    device: String,
    at_ms: i64,
    /// The office knows.
    #[serde(default)]
    told: bool,
}

impl Wipe {
    fn load(dir: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(dir.join(FILE)).ok()?).ok()
    }

    fn save(&self, dir: &Path) -> io::Result<()> {
        let (draft, file) = (dir.join("wiped.json.new"), dir.join(FILE));
        let mut out = fs::File::create(&draft)?;
        io::Write::write_all(&mut out, &serde_json::to_vec_pretty(self)?)?;
        out.sync_all()?;
        fs::rename(draft, file)?;
        sync_dir(dir)
    }
}

/// Remembers the order and destroys the slots: from here on no passphrase opens anything.
pub(crate) fn begin(dir: &Path, opened: &Opened, order: &Order, now: Timestamp) -> Result<(), Problem> {
    let done = WipeDone::sign(order, now, |message| opened.device.sign(message));
    let wipe = Wipe {
        order: to_hex(&order.to_bytes()),
        done: to_hex(&done.to_bytes()),
        slots: check_of(dir),
        office: opened.office.clone(),
        device: opened.device_name.clone(),
        at_ms: now.0,
        told: false,
    };
    wipe.save(dir).map_err(|error| internal("wipe", &error))?;
    Slots::destroy(dir).map_err(|error| internal("wipe", &error))
}

/// Removes what the slots opened and tells the office; gives what the screen says from then on.
pub(crate) fn finish<H: Host>(app: &App<H>) -> Problem {
    lock(&app.blobs).clear();
    if let Err(error) = destroy(app.dir()) {
        // The slots are gone: what is left cannot be opened. The next start tries again.
        tracing::error!(%error, "files of the wiped kit could not be removed");
    }
    tell(app);
    app.host().emit(Event::Locked);
    Problem::new(ProblemCode::Wiped)
}

/// Goes on with a wipe that was cut short. Called before anything else is done in the folder.
pub(crate) fn resume(dir: &Path) {
    let Some(wipe) = Wipe::load(dir) else { return };
    let gone = match (Slots::load(dir), wipe.slots) {
        (Err(SlotsError::Missing), _) => destroy(dir),
        // Set up anew since: another key, another life.
        (Ok(slots), Some(check)) if hex_check(&slots).as_ref() != Some(&check) => return,
        (Ok(_) | Err(_), _) => match Slots::destroy(dir) {
            Ok(()) => destroy(dir),
            Err(error) => Err(io::Error::other(error)),
        },
    };
    if let Err(error) = gone {
        tracing::error!(%error, "a wipe that was cut short could not be finished");
    }
}

/// What the last screen shows; none while the kit was not wiped.
pub(crate) fn view(dir: &Path) -> Option<WipedView> {
    let wipe = Wipe::load(dir).filter(|_| matches!(Slots::load(dir), Err(SlotsError::Missing)))?;
    Some(WipedView { at_ms: wipe.at_ms, office: wipe.office.name, device: wipe.device, told: wipe.told })
}

/// Tells the office, if it does not know yet. Tried again until it does.
pub(crate) fn tell<H: Host>(app: &App<H>) {
    let Some(wipe) = Wipe::load(app.dir()).filter(|wipe| !wipe.told) else { return };
    let Some(body) = from_hex(&wipe.done) else { return };
    // The kit's own certificate went with its key: the word proves itself, so any way to the office will do.
    let send = |ca: Option<[u8; 32]>| {
        let net = Net::enrolment(&wipe.office.url, ca)?;
        let request = Request { method: reqwest::Method::POST, target: "/sync/v1/wiped", headers: Vec::new(), body: body.clone() };
        app.runtime().block_on(net.send(request))?.ok()
    };
    let sent = wipe.office.fingerprint().map_or_else(|| send(None), |ca| send(Some(ca)).or_else(|_| send(None)));
    match sent {
        Ok(_) => {
            if let Err(error) = (Wipe { told: true, ..wipe }).save(app.dir()) {
                tracing::warn!(%error, "that the office knows of the wipe could not be kept");
            }
        }
        Err(problem) => tracing::info!(code = ?problem.code, "the office could not be told of the wipe yet"),
    }
}

/// The laptop is set up anew: what it was before is told once more, if need be, and forgotten.
pub(crate) fn forget<H: Host>(app: &App<H>) -> Result<(), Problem> {
    tell(app);
    match fs::remove_file(app.dir().join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(internal("wipe", &error)),
        _ => Ok(()),
    }
}

fn destroy(dir: &Path) -> io::Result<()> {
    Store::destroy(dir)?;
    for name in [PublicSettings::FILE, "settings.json.new", "wiped.json.new"] {
        gone(fs::remove_file(dir.join(name)))?;
    }
    gone(fs::remove_dir_all(dir.join(PRINTED)))?;
    sync_dir(dir)
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn check_of(dir: &Path) -> Option<String> {
    Slots::load(dir).ok().as_ref().and_then(hex_check)
}

fn hex_check(slots: &Slots) -> Option<String> {
    slots.key_check().ok().map(|check| to_hex(&check.0))
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(dir)?.sync_all() } else { Ok(()) }
}
