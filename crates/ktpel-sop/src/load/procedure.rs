//! Reads one procedure file: its head and its `[[step]]` blocks.

use super::error::Fault;
use super::reader::Block;
use crate::catalogue::{LaneBasis, Procedure, ReturnTo, Step};
use crate::kind::Kind;
use crate::situation::Channel;

const CHANNELS: [(&str, Channel); 2] = [("mobile", Channel::Mobile), ("loket", Channel::Loket)];
const LANE_BASES: [(&str, LaneBasis); 2] = [("seed", LaneBasis::Seed), ("verb", LaneBasis::Verb)];
const PEMOHON: &str = "pemohon";

pub(super) fn read(file: &Block<'_>) -> Option<Procedure> {
    let steps: Vec<_> = file.blocks("step").iter().map(step).collect();
    let head = file.block("procedure")?;
    let (id, title, channel) = (head.text("id"), head.text("title"), head.one_of("channel", &CHANNELS));
    let (missing_numbers, missing_note) = (head.numbers("missing_numbers"), head.find_text("missing_note"));
    let (total_seconds, total_note) = (head.number("total_seconds"), head.find_text("total_note"));
    if steps.is_empty() {
        head.report("step", Fault::Missing);
    }
    Some(Procedure {
        id: id?,
        title: title?,
        channel: channel?,
        missing_numbers: missing_numbers?,
        missing_note,
        total_seconds: total_seconds?,
        total_note,
        steps: steps.into_iter().collect::<Option<Vec<_>>>()?,
    })
}

fn step(block: &Block<'_>) -> Option<Step> {
    let (id, no, kind) = (block.text("id"), block.number("no"), kind(block));
    let (label, label_en, text, text_en) = (block.text("label"), block.text("label_en"), block.text("text"), block.text("text_en"));
    let (lane, lane_basis) = (block.text("lane"), block.one_of("lane_basis", &LANE_BASES));
    let (completeness, outputs, next) = (block.texts("completeness"), block.texts("outputs"), block.texts("next"));
    let optional = Step {
        id: String::new(),
        no: 0,
        kind: Kind::Kontak,
        label: String::new(),
        label_en: String::new(),
        text: String::new(),
        text_seed: block.find_text("text_seed"),
        text_en: String::new(),
        lane: String::new(),
        lane_basis: LaneBasis::Verb,
        completeness: Vec::new(),
        seconds: seconds(block),
        outputs: Vec::new(),
        outputs_seed: block.find_text("outputs_seed"),
        form: block.find_text("form"),
        requires_online: block.find_flag("requires_online"),
        capture: block.find_texts("capture").unwrap_or_default(),
        next: Vec::new(),
        on_return: block.find_text("on_return").map(return_to),
        branch: block.find_text("branch"),
        marks_seed: block.find_text("marks_seed"),
        issue: block.find_text("issue"),
    };
    Some(Step {
        id: id?,
        no: u8::try_from(no?).ok()?,
        kind: kind?,
        label: label?,
        label_en: label_en?,
        text: text?,
        text_en: text_en?,
        lane: lane?,
        lane_basis: lane_basis?,
        completeness: completeness?,
        outputs: outputs?,
        next: next?,
        ..optional
    })
}

fn kind(block: &Block<'_>) -> Option<Kind> {
    let id = block.text("kind")?;
    let kind = Kind::from_id(&id);
    if kind.is_none() {
        block.report("kind", Fault::UnknownKind(id));
    }
    kind
}

fn seconds(block: &Block<'_>) -> Option<u32> {
    let seconds = block.find_number("seconds");
    if seconds == Some(0) {
        block.report("seconds", Fault::SecondsZero);
    }
    seconds
}

fn return_to(text: String) -> ReturnTo {
    if text == PEMOHON { ReturnTo::Pemohon } else { ReturnTo::Step(text) }
}
