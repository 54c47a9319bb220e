//! Forms: which fields are asked, how they are called, and what a value must look like.
//!
//! Knows no screen. Field ids are those of the case document and never change.

use std::collections::BTreeSet;

pub use check::{FieldFault, check_value};

mod check;

/// What a field holds; the stored form is always one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text.
    Text,
    /// `YYYY-MM-DD`.
    Date,
    /// `scheme/code/label` of a code list, or the value of an option.
    Code,
    /// 16 digits.
    Nik,
    /// 16 digits.
    NoKk,
    /// Telephone number.
    Phone,
    /// Code of a kelurahan, `52.72.03.1004`.
    Region,
    /// Digits, leading zeros kept.
    Number,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [Self::Text, Self::Date, Self::Code, Self::Nik, Self::NoKk, Self::Phone, Self::Region, Self::Number];

    /// Name in definitions and towards the UI.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Date => "date",
            Self::Code => "code",
            Self::Nik => "nik",
            Self::NoKk => "no_kk",
            Self::Phone => "phone",
            Self::Region => "region",
            Self::Number => "number",
        }
    }
}

/// A further rule on a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validator {
    /// A person's name: warns, never blocks.
    Nama,
    /// A date that is not in the future.
    TanggalLampau,
    /// RT or RW: one to three digits.
    RtRw,
    /// A NIK whose hard rules hold.
    Nik,
    /// A number of a family card.
    NoKk,
}

impl Validator {
    /// Every validator.
    pub const ALL: [Self; 5] = [Self::Nama, Self::TanggalLampau, Self::RtRw, Self::Nik, Self::NoKk];

    /// Name in definitions and towards the UI.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Nama => "nama",
            Self::TanggalLampau => "tanggal_lampau",
            Self::RtRw => "rt_rw",
            Self::Nik => "nik",
            Self::NoKk => "no_kk",
        }
    }
}

/// Where the values of a code field come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codes {
    /// Not a code field.
    None,
    /// A code list of the vocabulary; stored as `scheme/code/label`.
    List {
        /// List name, e.g. `marital`.
        list: String,
        /// Scheme, e.g. `f101_2019`.
        scheme: String,
    },
    /// The services of the catalogue; stored as service id.
    Layanan,
    /// Options written in the form; stored as their value.
    Options(Vec<FieldOption>),
}

/// One option of a code field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldOption {
    /// Stored value.
    pub value: String,
    /// Official term.
    pub label: String,
    /// English gloss.
    pub label_en: String,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Field id in the case document.
    pub id: String,
    /// Official name.
    pub label: String,
    /// English gloss.
    pub label_en: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Must not be empty when the step of this form ends.
    pub required: bool,
    /// Where its values come from.
    pub codes: Codes,
    /// Further rules.
    pub validators: Vec<Validator>,
    /// Column of the register extract that fills it.
    pub siak_column: Option<String>,
    /// Stands on the card.
    pub printed: bool,
    /// Found by search.
    pub searchable: bool,
    /// Help text.
    pub help: Option<String>,
    /// The same in English.
    pub help_en: Option<String>,
    /// The form that defines the field, where this form only uses it.
    pub from: Option<String>,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Id, e.g. `biodata`.
    pub id: String,
    /// Official name.
    pub label: String,
    /// English gloss.
    pub label_en: String,
    /// Law or SOP row.
    pub basis: String,
    /// In the order of the form.
    pub fields: Vec<Field>,
}

impl Form {
    /// The field of that id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Required fields for which `value` answers nothing or only spaces.
    pub fn empty_required<'a>(&self, value: impl Fn(&str) -> Option<&'a str>) -> Vec<String> {
        let is_empty = |field: &&Field| value(&field.id).is_none_or(|text| text.trim().is_empty());
        self.fields.iter().filter(|field| field.required).filter(is_empty).map(|field| field.id.clone()).collect()
    }

    /// Required fields of this form that `empty` names.
    pub(crate) fn required_among(&self, empty: &BTreeSet<String>) -> Vec<String> {
        self.fields.iter().filter(|field| field.required && empty.contains(&field.id)).map(|field| field.id.clone()).collect()
    }
}
