//! Reads document.toml: the head of the SOP and the words its procedures use.

use super::reader::Block;
use crate::catalogue::{Document, Normalisation, Term};

pub(super) struct Head {
    pub(super) document: Document,
    pub(super) lanes: Vec<Term>,
    pub(super) items: Vec<Term>,
    pub(super) outputs: Vec<Term>,
}

pub(super) fn read(file: &Block<'_>) -> Option<Head> {
    let normalisations = file.blocks("normalisation").iter().filter_map(normalisation).collect();
    let (lanes, items, outputs) = (terms(file, "lane"), terms(file, "item"), terms(file, "output"));
    let document = document(&file.block("document")?, normalisations)?;
    Some(Head { document, lanes, items, outputs })
}

fn document(block: &Block<'_>, normalisations: Vec<Normalisation>) -> Option<Document> {
    let (agency, title, number) = (block.text("agency"), block.text("title"), block.text("number"));
    let (created, revised, approved) = (block.date("created"), block.date("revised"), block.date("approved"));
    let (approved_by_role, warning) = (block.text("approved_by_role"), block.text("warning"));
    let (legal_basis, legal_basis_note) = (block.texts("legal_basis"), block.text("legal_basis_note"));
    let (qualifications, equipment) = (block.texts("qualifications"), block.texts("equipment"));
    Some(Document {
        agency: agency?,
        title: title?,
        number: number?,
        created: created?,
        revised: revised?,
        approved: approved?,
        approved_by_role: approved_by_role?,
        warning: warning?,
        legal_basis: legal_basis?,
        legal_basis_note: legal_basis_note?,
        qualifications: qualifications?,
        equipment: equipment?,
        normalisations,
    })
}

fn normalisation(block: &Block<'_>) -> Option<Normalisation> {
    let (seed, fixed, why) = (block.text("seed"), block.text("fixed"), block.text("why"));
    Some(Normalisation { seed: seed?, fixed: fixed?, why: why? })
}

fn terms(file: &Block<'_>, key: &str) -> Vec<Term> {
    file.blocks(key).iter().filter_map(term).collect()
}

fn term(block: &Block<'_>) -> Option<Term> {
    let (id, label, label_en) = (block.text("id"), block.text("label"), block.text("label_en"));
    Some(Term { id: id?, label: label?, label_en: label_en? })
}
