//! The harness of stories, journeys and benchmarks: real programs, a real window, a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "test harness: a failure here is a failed test")]

pub mod browser;
pub mod kit;
pub mod office;
pub mod page;
pub mod process;
pub mod window;

pub use browser::Browser;
pub use kit::KitHome;
pub use office::Office;
pub use page::Page;
pub use window::Window;
