//! Procedures, services, requirements and forms as checked data.
//!
//! Built only by [`crate::load`], which refuses what does not hang together; everything here may rely on that.

use std::collections::BTreeMap;

use jiff::civil::Date;
use ktpel_domain::layanan::Layanan;

use crate::form::{Field, Form};
use crate::kind::Kind;
use crate::situation::Channel;
use crate::verdict::Reason;

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

/// One of the five procedures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Id, e.g. `mobile`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where it runs.
    pub channel: Channel,
    /// Printed numbers that the source skips.
    pub missing_numbers: Vec<u8>,
    /// What is known about the gap.
    pub missing_note: Option<String>,
    /// Sum of the standard times.
    pub total_seconds: u32,
    /// Which cells the SOP leaves empty.
    pub total_note: Option<String>,
    /// In the order of the SOP.
    pub steps: Vec<Step>,
}

impl Procedure {
    /// The step of that id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step of that kind; a procedure has at most one of each.
    #[must_use]
    pub fn step_of(&self, kind: Kind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind)
    }

    /// All steps from which `id` can be reached, in the order of the SOP.
    #[must_use]
    pub fn before(&self, id: &str) -> Vec<&Step> {
        let mut reached = vec![id];
        let mut found = Vec::new();
        // Successors come later in the file (checked at load), so one pass from the end sees every path.
        for step in self.steps.iter().rev() {
            if step.next.iter().any(|next| reached.contains(&next.as_str())) {
                reached.push(&step.id);
                found.push(step);
            }
        }
        found.reverse();
        found
    }
}

/// One step of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Id, e.g. `mobile.rekam`; recorded in cases and never changed.
    pub id: String,
    /// Printed number: a label, not the order.
    pub no: u8,
    /// Which rule judges it.
    pub kind: Kind,
    /// One word for the stepper.
    pub label: String,
    /// The same in English.
    pub label_en: String,
    /// Wording with repaired spelling.
    pub text: String,
    /// Signed wording where it differs.
    pub text_seed: Option<String>,
    /// English gloss.
    pub text_en: String,
    /// Lane id: who does it.
    pub lane: String,
    /// How the lane was read: `seed` (a mark) or `verb` (from the sentence).
    pub lane_basis: LaneBasis,
    /// Item ids that must be at hand.
    pub completeness: Vec<String>,
    /// Standard time; none where the SOP leaves the cell empty.
    pub seconds: Option<u32>,
    /// Output ids.
    pub outputs: Vec<String>,
    /// Signed wording of the outputs where it differs.
    pub outputs_seed: Option<String>,
    /// Form shown at this step.
    pub form: Option<String>,
    /// Needs the network according to the note beside the SOP; none where nothing is said.
    pub requires_online: Option<bool>,
    /// Capture slots that it takes.
    pub capture: Vec<String>,
    /// Step ids that may follow.
    pub next: Vec<String>,
    /// Where a refusal goes.
    pub on_return: Option<ReturnTo>,
    /// Wording of the branch.
    pub branch: Option<String>,
    /// Marks visible in the copy.
    pub marks_seed: Option<String>,
    /// A doubt about the source.
    pub issue: Option<String>,
}

impl Step {
    /// The wording as signed.
    #[must_use]
    pub fn signed_text(&self) -> &str {
        self.text_seed.as_deref().unwrap_or(&self.text)
    }
}

/// How the lane of a step is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneBasis {
    /// A mark stands in that column.
    Seed,
    /// Read from the subject of the sentence (inference).
    Verb,
}

/// Where a refused case goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnTo {
    /// Back to the pemohon with a written list.
    Pemohon,
    /// Back to an earlier step.
    Step(String),
}

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

/// All definitions, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    pub(crate) document: Document,
    pub(crate) lanes: Vec<Term>,
    pub(crate) items: Vec<Term>,
    pub(crate) outputs: Vec<Term>,
    pub(crate) procedures: Vec<Procedure>,
    pub(crate) requirements: Vec<Requirement>,
    pub(crate) layanan: Vec<LayananDef>,
    pub(crate) forms: BTreeMap<String, Form>,
}

impl Catalogue {
    /// The head of the SOP.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// All procedures.
    #[must_use]
    pub fn procedures(&self) -> &[Procedure] {
        &self.procedures
    }

    /// The procedure of that id.
    #[must_use]
    pub fn procedure(&self, id: &str) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.id == id)
    }

    /// The procedure by which this service runs on this channel; [`Reason::NoProcedure`] where the SOP has none.
    pub fn procedure_for(&self, channel: Channel, layanan: Layanan) -> Result<&Procedure, Reason> {
        let service = self.layanan(layanan).ok_or(Reason::NoProcedure)?;
        let id = match channel {
            Channel::Mobile => service.mobile.as_deref(),
            Channel::Loket => service.desk.as_deref(),
        };
        id.and_then(|id| self.procedure(id)).ok_or(Reason::NoProcedure)
    }

    /// The step of that id, in whichever procedure.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.procedures.iter().find_map(|procedure| procedure.step(id))
    }

    /// All services.
    #[must_use]
    pub fn services(&self) -> &[LayananDef] {
        &self.layanan
    }

    /// One service; the shipped catalogue has all, a toy may not.
    #[must_use]
    pub fn layanan(&self, layanan: Layanan) -> Option<&LayananDef> {
        self.layanan.iter().find(|def| def.layanan == layanan)
    }

    /// All documents that any service asks for.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The requirement of that id.
    #[must_use]
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// All forms.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.values()
    }

    /// The form of that id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.get(id)
    }

    /// The field of that id, as its defining form has it.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        let field_in = |form: &'_ Form| form.fields.iter().position(|field| field.id == id && field.from.is_none());
        self.forms.values().find_map(|form| form.fields.get(field_in(form)?))
    }

    /// Every field once, as its defining form has it.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.forms.values().flat_map(|form| &form.fields).filter(|field| field.from.is_none())
    }

    /// Lanes: the columns "pelaksana" of the SOP.
    #[must_use]
    pub fn lanes(&self) -> &[Term] {
        &self.lanes
    }

    /// Items of completeness (kelengkapan).
    #[must_use]
    pub fn items(&self) -> &[Term] {
        &self.items
    }

    /// Outputs.
    #[must_use]
    pub fn outputs(&self) -> &[Term] {
        &self.outputs
    }
}
