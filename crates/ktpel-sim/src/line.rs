//! A weak line in virtual time: so many bytes a second, so long each way, stalled and cut as told. Time out by progress is the host's.

use crate::dice::Dice;

/// Bytes that a new connection costs, both ways: TCP, and TLS 1.3 with certificates of both sides.
const HANDSHAKE: usize = 4_000;
/// Round trips that it costs before the first request goes.
const HANDSHAKE_TRIPS: u64 = 2;
/// Bytes that pass in one step.
const STEP: usize = 256;

/// When the line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cuts {
    /// Never.
    Never,
    /// After so many bytes, at least and at most.
    AfterBytes(u64, u64),
    /// At every multiple of so many milliseconds.
    EveryMs(u64),
}

/// Nothing moves for a while, again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stall {
    /// From one stall to the next, milliseconds.
    pub every_ms: u64,
    /// How long, milliseconds.
    pub for_ms: u64,
}

/// What a line is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineKind {
    /// Bytes a second, each way.
    pub bytes_per_s: u64,
    /// Milliseconds from one end to the other.
    pub one_way_ms: u64,
    /// When it breaks.
    pub cuts: Cuts,
    /// When it stalls.
    pub stall: Option<Stall>,
}

/// What has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Bytes to the office, those of lost requests included.
    pub up: u64,
    /// Bytes to the kit.
    pub down: u64,
    /// Times that the line broke.
    pub cuts: u64,
    /// Bytes that passed for nothing, because the line broke before the answer was there.
    pub wasted: u64,
    /// Most bytes that one cut cost.
    pub most_wasted: u64,
    /// Requests that were answered.
    pub requests: u64,
    /// Connections made.
    pub connections: u64,
}

/// The line, at a moment.
#[derive(Debug)]
pub struct Line {
    kind: LineKind,
    dice: Dice,
    now_us: u64,
    connected: bool,
    /// Bytes until it breaks.
    left: u64,
    next_cut_us: u64,
    /// Bytes of the request on the way and of its answer.
    under_way: u64,
    /// What has passed.
    pub tally: Tally,
}

/// The line broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut;

impl Line {
    /// A line that nobody used yet.
    pub fn new(kind: LineKind, seed: u64) -> Self {
        let mut line = Self {
            kind,
            dice: Dice::new(seed),
            now_us: 0,
            connected: false,
            left: u64::MAX,
            next_cut_us: u64::MAX,
            under_way: 0,
            tally: Tally::default(),
        };
        line.until_next_cut();
        line
    }

    /// Virtual milliseconds since the start.
    pub const fn now_ms(&self) -> u64 {
        self.now_us / 1000
    }

    /// Nobody sends for a while.
    pub fn rest(&mut self, ms: u64) {
        self.now_us += ms * 1000;
    }

    /// A request goes to the office.
    pub fn send(&mut self, bytes: usize) -> Result<(), Cut> {
        self.under_way = 0;
        if !self.connected {
            self.connected = true;
            self.tally.connections += 1;
            self.now_us += HANDSHAKE_TRIPS * 2 * self.kind.one_way_ms * 1000;
            let passed = self.pass(HANDSHAKE)?;
            self.tally.up += passed;
        }
        let before = self.under_way;
        let end = self.pass(bytes);
        self.tally.up += self.under_way - before;
        end?;
        self.now_us += self.kind.one_way_ms * 1000;
        Ok(())
    }

    /// Its answer comes back.
    pub fn receive(&mut self, bytes: usize) -> Result<(), Cut> {
        let before = self.under_way;
        let end = self.pass(bytes);
        self.tally.down += self.under_way - before;
        end?;
        self.now_us += self.kind.one_way_ms * 1000;
        self.tally.requests += 1;
        Ok(())
    }

    fn pass(&mut self, bytes: usize) -> Result<u64, Cut> {
        let mut left = bytes;
        while left > 0 {
            let step = left.min(STEP);
            self.wait_out_stall();
            self.now_us += step as u64 * 1_000_000 / self.kind.bytes_per_s;
            self.under_way += step as u64;
            self.left = self.left.saturating_sub(step as u64);
            if self.left == 0 || self.now_us >= self.next_cut_us {
                return Err(self.cut());
            }
            left -= step;
        }
        Ok(bytes as u64)
    }

    fn wait_out_stall(&mut self) {
        let Some(stall) = self.kind.stall else { return };
        let into = self.now_us % (stall.every_ms * 1000);
        if into < stall.for_ms * 1000 {
            self.now_us += stall.for_ms * 1000 - into;
        }
    }

    fn cut(&mut self) -> Cut {
        self.connected = false;
        self.tally.cuts += 1;
        self.tally.wasted += self.under_way;
        self.tally.most_wasted = self.tally.most_wasted.max(self.under_way);
        self.until_next_cut();
        Cut
    }

    fn until_next_cut(&mut self) {
        match self.kind.cuts {
            Cuts::Never => {}
            Cuts::AfterBytes(least, most) => self.left = least + self.dice.below(most - least + 1),
            Cuts::EveryMs(ms) => self.next_cut_us = (self.now_us / (ms * 1000) + 1) * ms * 1000,
        }
    }
}
