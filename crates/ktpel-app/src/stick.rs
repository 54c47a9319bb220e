//! Work carried on a USB stick: to the office, whose receipt comes back the same way, or to another laptop of the team.
//!
//! A file is for the office of this kit, or for one laptop, and for nobody else; who finds the stick reads nothing. Only the office's receipt makes work
//! count as received.

mod draft;
mod give;
mod office;
mod places;
mod receipt;
mod take;

use std::path::{Path, PathBuf};

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{StickExportParams, StickFile, StickLook, StickPlace},
};

use crate::{App, Host, lock, opened::Opened};
use draft::Draft;
use office::Plan;

pub(crate) use give::{give, laptops};
pub(crate) use receipt::receipt;
pub(crate) use take::take;

/// Ending of the kit's file for the office.
pub(crate) const FILE: &str = "ktps";
/// Ending of the office's receipt.
pub(crate) const RECEIPT: &str = "ktpr";
/// Ending of a file for another laptop.
pub(crate) const BUNDLE: &str = "ktpl";

/// Why a stick cannot be used: the cause that the screen has words for.
fn refused(what: &str) -> Problem {
    Problem::new(ProblemCode::Stick).with("what", what)
}

/// Places where a stick may be: what is mounted under the folders for removable media, and the folder that somebody typed.
pub(crate) fn places<H: Host>(app: &App<H>, params: &StickLook) -> Result<Vec<StickPlace>, Problem> {
    let mut folders = places::mounted();
    let typed = params.folder.as_deref().map(|folder| PathBuf::from(folder.trim()));
    folders.extend(typed.filter(|folder| folder.is_absolute() && folder.is_dir() && !folders.contains(folder)));
    let place = |path: &PathBuf| {
        let bundles = ending_with(path, BUNDLE);
        Ok(StickPlace {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            free_mb: app.host().free_bytes(path).map(|bytes| u32::try_from(bytes >> 20).unwrap_or(u32::MAX)),
            receipts: ending_with(path, RECEIPT),
            bundles: app.open(|opened| Ok(bundles.iter().filter_map(|file| take::look(opened, Path::new(file))).collect()))?,
            path: path.to_string_lossy().into_owned(),
        })
    };
    folders.iter().map(place).collect()
}

/// Files of one ending in a folder.
fn ending_with(folder: &Path, ending: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    found.sort();
    found
}

/// Writes everything that the office has not confirmed into one file of the folder.
pub(crate) fn export<H: Host>(app: &App<H>, params: &StickExportParams) -> Result<StickFile, Problem> {
    let _alone = lock(&app.stick);
    let plan = app.open(|opened| Plan::make(app, opened))?;
    let draft = Draft::begin(Path::new(params.folder.trim()), &plan.stem, FILE)?;
    let written = office::write(app, &plan, draft)?;
    tracing::info!(entries = plan.entries(), attachments = plan.attachments(), bytes = written.bytes, "work exported for the office");
    Ok(StickFile {
        name: written.name,
        bytes: written.bytes,
        entries: u32::try_from(plan.entries()).unwrap_or(u32::MAX),
        attachments: u32::try_from(plan.attachments()).unwrap_or(u32::MAX),
        laptops: u32::try_from(plan.others()).unwrap_or(u32::MAX),
    })
}

/// What the name of a file says: whose, and when by the laptop's clock.
fn stem(opened: &Opened, at_ms: i64) -> String {
    format!("{}-{}", safe(&opened.device_name), Timestamp(at_ms).local().strftime("%Y%m%d-%H%M%S"))
}

/// A name as every file system takes it.
fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

/// What Linux says of a device that was pulled out, beside what has a name of its own.
const NO_SUCH_DEVICE: [i32; 2] = [6, 19];

/// The cause of a failure, as the screen has words for it.
fn io(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    let what = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded => "full",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "locked",
        ErrorKind::NotFound | ErrorKind::StaleNetworkFileHandle | ErrorKind::NotConnected => "gone",
        _ if error.raw_os_error().is_some_and(|code| NO_SUCH_DEVICE.contains(&code)) => "gone",
        _ => "faulty",
    };
    tracing::warn!(what, "the stick cannot be used");
    refused(what)
}

#[cfg(test)]
mod tests {
    use std::io::Error;

    use super::*;

    #[track_caller]
    fn check(code: i32, what: &str) {
        let problem = io(&Error::from_raw_os_error(code));
        assert_eq!((problem.code, problem.params["what"].as_str()), (ProblemCode::Stick, what), "error {code}");
    }

    #[test]
    fn what_the_system_says_of_a_stick_has_words() {
        for (code, what) in
            [(28, "full"), (122, "full"), (27, "full"), (30, "locked"), (13, "locked"), (2, "gone"), (6, "gone"), (19, "gone")]
        {
            check(code, what);
        }
        // A stick that was pulled out while a block was written, and one that is worn out, both end so.
        check(5, "faulty");
    }
}
