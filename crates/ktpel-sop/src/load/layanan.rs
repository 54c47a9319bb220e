//! Reads layanan.toml: the documents that services ask for, and the services.

use ktpel_domain::layanan::Layanan;

use super::error::Fault;
use super::reader::Block;
use crate::catalogue::{CardBasis, LayananDef, Need, Requirement, When};

const CARDS: [(&str, CardBasis); 3] =
    [("first", CardBasis::First), ("replacement", CardBasis::Replacement), ("by_history", CardBasis::ByHistory)];

const WHENS: [(&str, When); 4] =
    [("always", When::Always), ("replacement", When::Replacement), ("with_nik", When::WithNik), ("without_nik", When::WithoutNik)];

pub(super) fn read(file: &Block<'_>) -> (Vec<Requirement>, Vec<LayananDef>) {
    let requirements = file.blocks("requirement").iter().filter_map(requirement).collect();
    let layanan = file.blocks("layanan").iter().filter_map(service).collect();
    (requirements, layanan)
}

fn requirement(block: &Block<'_>) -> Option<Requirement> {
    let (id, label) = (block.text("id"), block.text("label"));
    let (label_en, basis) = (block.text("label_en"), block.text("basis"));
    Some(Requirement { id: id?, label: label?, label_en: label_en?, basis: basis? })
}

fn service(block: &Block<'_>) -> Option<LayananDef> {
    let (id, card) = (block.text("id"), block.one_of("card", &CARDS));
    let (desk, mobile, code_f102) = (block.find_text("desk"), block.find_text("mobile"), block.find_text("code_f102"));
    let (withdraws, rules) = (block.find_text("withdraws"), block.texts("rules"));
    let requires = block.blocks("requires").iter().filter_map(need).collect();
    let id = id?;
    let layanan = Layanan::find(&id);
    if layanan.is_none() {
        block.report("id", Fault::UnknownLayanan(id));
    }
    Some(LayananDef { layanan: layanan?, code_f102, desk, mobile, card: card?, withdraws, requires, rules: rules? })
}

fn need(block: &Block<'_>) -> Option<Need> {
    let (id, or) = (block.text("id"), block.find_texts("or"));
    let when = if block.has("when") { block.find_one_of("when", &WHENS) } else { Some(When::Always) };
    Some(Need { id: id?, or: or.unwrap_or_default(), when: when? })
}
