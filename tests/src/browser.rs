//! Headless Chromium through ChromeDriver.

use std::process::{Command, Stdio};

use fantoccini::wd::Capabilities;
use serde_json::json;

use crate::{
    page::Page,
    process::{Kill, free_port},
    window::connect,
};

/// A browser with one page.
pub struct Browser {
    /// The page.
    pub page: Page,
    _driver: Kill,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Opens a page of 1366 × 768, the real laptop.
    pub async fn open(url: &str) -> Self {
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Kill)
            .expect("chromedriver (Debian package chromium-driver)");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--force-prefers-reduced-motion".to_owned(),
            "--window-size=1366,768".to_owned(),
            "--lang=id".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".into(), json!({ "binary": "/usr/bin/chromium", "args": arguments }));
        let page = Page(connect(port, capabilities).await);
        page.0.goto(url).await.expect("the page opens");
        // The size given to the browser is that of its frame: the page itself shall have the laptop's.
        let frame = page.script("return [outerWidth - innerWidth, outerHeight - innerHeight]", vec![]).await;
        let side = |index: usize| u32::try_from(frame[index].as_i64().unwrap_or(0)).unwrap_or(0);
        page.0.set_window_size(1366 + side(0), 768 + side(1)).await.expect("the window takes a size");
        Self { page, _driver: driver, _profile: profile }
    }

    /// Ends the browser.
    pub async fn close(self) {
        let _ = self.page.0.close().await;
    }
}
