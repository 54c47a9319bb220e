//! The independent CWT library (PyPI `cwt`) that a test checks slips with, in a Python environment of its own under the target folder.

use std::{fs, path::PathBuf};

use crate::steps::{Result, root, run, target};

/// Name, version and hash of each package.
const REQUIREMENTS: &str = "tests/cwt/requirements.txt";

/// Where the environment lies; `tests/it/slip_cwt.rs` looks for it there.
fn folder() -> PathBuf {
    target().join("tools/cwt")
}

/// Makes the environment, unless it is there with just these packages.
pub fn ensure() -> Result {
    let wanted = fs::read_to_string(root().join(REQUIREMENTS))?;
    let (folder, done) = (folder(), folder().join("requirements.txt"));
    if fs::read_to_string(&done).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    if std::env::var_os("KTPEL_NO_INSTALL").is_some() {
        return Err(format!("the Python packages of {REQUIREMENTS} are missing in {}", folder.display()).into());
    }
    let path = folder.to_str().ok_or("the target folder has no readable name")?;
    run("python3", &["-m", "venv", "--clear", path])?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "-r"];
    run(&format!("{path}/bin/python"), &[&pip[..], &[REQUIREMENTS]].concat())?;
    // Written last: an environment that was left half made is made anew.
    fs::write(done, wanted)?;
    Ok(())
}
