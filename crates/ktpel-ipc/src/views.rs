//! Parameters and views, by working place.

pub mod blanko;
pub mod board;
pub mod case;
pub mod printing;
pub mod recording;
pub mod register;
pub mod session;
pub mod slip;
pub mod status;
pub mod stick;
pub mod sync;
pub mod team;
pub mod verify;
pub mod visit;

pub use blanko::*;
pub use board::*;
pub use case::*;
pub use printing::*;
pub use recording::*;
pub use register::*;
pub use session::*;
pub use slip::*;
pub use status::*;
pub use stick::*;
pub use sync::*;
pub use team::*;
pub use verify::*;
pub use visit::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// No parameters, or nothing to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Empty {}
