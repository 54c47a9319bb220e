//! The real program in its real window, under a display of its own, driven through WebKitWebDriver.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use fantoccini::{ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::{
    page::Page,
    process::{DEADLINE, Kill, free_port, program, start_until},
};

/// A kit with its window.
pub struct Window {
    /// The page in it.
    pub page: Page,
    display: String,
    // Dropped in this order: the driver ends the program, then the display goes.
    _driver: Kill,
    _display: Kill,
}

impl Window {
    /// Opens the window of the kit whose data lie in `home`; whatever program and browser write beside them lies there too.
    pub async fn open(home: &Path) -> Self {
        let places = ["rumah", "tmp", "data", "config", "cache", "state"].map(|name| home.join("xdg").join(name));
        for place in &places {
            std::fs::create_dir_all(place).expect("a folder in the kit's folder");
        }
        let [user, temporary, data, config, cache, state] = &places;
        let log = std::fs::File::create(home.join("xdg/log")).expect("a file in the kit's folder");
        let (display_process, number) = start_until(
            Command::new("Xvfb").args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]).stderr(Stdio::null()),
            "",
        );
        let display = format!(":{}", number.trim());
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("DISPLAY", &display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("KTPEL_DATA_DIR", home)
            .env("KTPEL_LOG", "debug")
            .env("HOME", user)
            .env("TMPDIR", temporary)
            .env("XDG_DATA_HOME", data)
            .env("XDG_CONFIG_HOME", config)
            .env("XDG_CACHE_HOME", cache)
            .env("XDG_STATE_HOME", state)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map(Kill)
            .expect("WebKitWebDriver (Debian package webkit2gtk-driver)");
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": program("ktpel-field"), "args": [] }));
        let page = Page(connect(port, capabilities).await);
        Self { page, display, _driver: driver, _display: display_process }
    }

    /// Number of the display, for tools that look at the whole screen.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Closes the window in order, so that the next one can open the store.
    pub async fn close(self) {
        let _ = self.page.0.close().await;
    }
}

/// Opens a session as soon as the driver listens.
pub async fn connect(port: u16, capabilities: Capabilities) -> fantoccini::Client {
    let start = std::time::Instant::now();
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(start.elapsed() < DEADLINE, "the WebDriver did not listen");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .unwrap_or_else(|error| panic!("no WebDriver session: {error}"))
}
