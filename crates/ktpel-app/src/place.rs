//! Where the kit keeps its data, and its log of the program's own troubles.

use std::path::PathBuf;

/// `$KTPEL_DATA_DIR`, else `$XDG_DATA_HOME/ktpel-mobile`, else `~/.local/share/ktpel-mobile`.
#[must_use]
pub fn data_dir() -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("KTPEL_DATA_DIR")
        .or_else(|| variable("XDG_DATA_HOME").map(|dir| dir.join("ktpel-mobile")))
        .or_else(|| variable("HOME").map(|home| home.join(".local/share/ktpel-mobile")))
        .unwrap_or_else(|| PathBuf::from("ktpel-mobile-data"))
}

/// Logs to standard error, where systemd or the terminal keeps it. `KTPEL_LOG` sets the level. No personal data is ever logged.
pub fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("KTPEL_LOG").unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // A second start in one process (tests) keeps the first subscriber.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
