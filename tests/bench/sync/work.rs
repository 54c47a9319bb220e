//! What one way of syncing took for a number of cases, and the same of others beside it.

use crate::figure::{Against, report};

/// What a push of cases took.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// Cases that arrived whole.
    pub cases: usize,
    pub bytes_up: f64,
    /// Requests or messages from the client.
    pub messages_up: f64,
    pub seconds: f64,
    /// Processor time of the server.
    pub cpu_s: f64,
    /// How far the server's memory rose.
    pub growth_mb: f64,
}

/// The same work by somebody else.
pub struct Peer {
    /// Name and version.
    pub what: String,
    pub work: Work,
}

/// Our figures beside those of each peer, from the same run; each as soon as it has finished.
pub fn beside(name: &str, ours: &Work, peers: impl Iterator<Item = Peer>) {
    for Peer { what, work } in peers {
        // What a peer did not finish is compared case by case where that can be, and says so.
        let part = work.cases as f64 / ours.cases as f64;
        let what = if part < 1.0 { format!("{what}, {} cases in {:.0} s", work.cases, work.seconds) } else { what };
        let line = |figure: &str, unit: &str, ours_is: f64, theirs: f64| {
            let against = Against { what: &what, value: theirs };
            report(&format!("{name}_{figure}"), ours_is, unit, ours.cases, Some(against));
        };
        line("bytes_up", "B", ours.bytes_up, work.bytes_up / part);
        line("messages_up", "messages", ours.messages_up, work.messages_up / part);
        line("seconds", "s", ours.seconds, work.seconds / part);
        line("cases_per_s_core", "cases/s", ours.cases as f64 / ours.cpu_s, work.cases as f64 / work.cpu_s);
        line("server_rss_growth_mb", "MB", ours.growth_mb, work.growth_mb);
    }
}
