//! Debug output of what a screen shows: ids and states, never a name, a number or a word that somebody typed.

use std::fmt;

use super::{
    ApplicationDetail, By, CaptureDetail, FactDetail, HandoverDetail, HistoryItem, Person, PrintAttempt, RequirementDetail, Said,
    StepDetail,
};

macro_rules! masked {
    ($($name:ident { $($field:ident),+ })+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))+.finish_non_exhaustive()
            }
        })+
    };
}

masked! {
    By { at_ms }
    Person { nik_official, umur }
    StepDetail { id, status, reasons }
    Said { op }
    RequirementDetail { id, state }
    CaptureDetail { slot, state }
    FactDetail { name, obtained, proven }
    ApplicationDetail { state }
    PrintAttempt { blanko, way, result, proven }
    HandoverDetail { blanko, receiver, proven }
    HistoryItem { key, kind, proof }
}
