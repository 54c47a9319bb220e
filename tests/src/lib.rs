//! The harness of stories, journeys and benchmarks: real programs, a real window, a real browser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "test harness: a failure here is a failed test"
)]

pub mod browser;
pub mod clocks;
pub mod dashboard;
pub mod http;
pub mod kit;
pub mod laptop;
pub mod leak;
pub mod line;
pub mod network;
pub mod office;
pub mod page;
pub mod pair;
pub mod power;
pub mod process;
pub mod small_disk;
pub mod stick;
pub mod team;
pub mod tls;
pub mod village;
pub mod window;

pub use browser::Browser;
pub use clocks::{ClockedHost, Clocks};
pub use dashboard::Dashboard;
pub use kit::KitHome;
pub use laptop::Laptop;
pub use office::Office;
pub use page::Page;
pub use pair::Team;
pub use window::Window;
