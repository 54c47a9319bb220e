//! The head of the SOP and the words that its procedures use.

use jiff::civil::Date;

/// The head of the SOP document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Agency that issued it.
    pub agency: String,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// Date of creation.
    pub created: Date,
    /// Date of revision.
    pub revised: Date,
    /// Date of approval.
    pub approved: Date,
    /// Office that approved it; who holds it is configuration of the office.
    pub approved_by_role: String,
    /// Its warning.
    pub warning: String,
    /// Laws it names.
    pub legal_basis: Vec<String>,
    /// What became of those laws since.
    pub legal_basis_note: String,
    /// What the staff must know.
    pub qualifications: Vec<String>,
    /// What must be at hand.
    pub equipment: Vec<String>,
    /// Spellings repaired in `text`.
    pub normalisations: Vec<Normalisation>,
}

/// A spelling of the received copy and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalisation {
    /// As written.
    pub seed: String,
    /// As repaired.
    pub fixed: String,
    /// Why.
    pub why: String,
}

/// A word of the SOP with its id: a lane, an item of completeness, an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Id.
    pub id: String,
    /// Official term.
    pub label: String,
    /// English gloss.
    pub label_en: String,
}
