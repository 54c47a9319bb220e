//! Services (layanan) and the documents each asks for (Perpres 96/2018; F-1.02).

use ktpel_domain::layanan::Layanan;

/// A document that a service may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Id, e.g. `surat_hilang`.
    pub id: String,
    /// Official name.
    pub label: String,
    /// English gloss.
    pub label_en: String,
    /// Law or form that asks for it.
    pub basis: String,
}

/// For whom a required document is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// For everyone.
    Always,
    /// If a card was issued before.
    Replacement,
    /// If the pemohon came with a NIK.
    WithNik,
    /// If the pemohon came without a NIK.
    WithoutNik,
}

/// One row of the list of documents of a service: the document or one that stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Requirement id that names the row.
    pub id: String,
    /// Requirement ids that satisfy it too.
    pub or: Vec<String>,
    /// For whom.
    pub when: When,
}

/// What kind of card a service issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardBasis {
    /// First card: only at PRINT_READY_RECORD.
    First,
    /// A card in place of one that was issued.
    Replacement,
    /// Replacement if the register knows a card, first card otherwise.
    ByHistory,
}

/// One service with its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayananDef {
    /// Which.
    pub layanan: Layanan,
    /// Kind on F-1.02, column KTP-el.
    pub code_f102: Option<String>,
    /// Desk procedure; none where the SOP has none.
    pub desk: Option<String>,
    /// Mobile procedure.
    pub mobile: Option<String>,
    /// Kind of card.
    pub card: CardBasis,
    /// Requirement id of the old card that is taken back.
    pub withdraws: Option<String>,
    /// Documents.
    pub requires: Vec<Need>,
    /// Rules in words.
    pub rules: Vec<String>,
}
