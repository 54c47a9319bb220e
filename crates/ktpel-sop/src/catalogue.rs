//! Procedures, services, requirements and forms as checked data.
//!
//! Built only by [`crate::load`], which refuses what does not hang together; everything here may rely on that.

use std::collections::BTreeMap;

use ktpel_domain::layanan::Layanan;

use crate::form::{Field, Form};
use crate::situation::Channel;
use crate::verdict::Reason;

mod document;
mod procedure;
mod service;

pub use document::{Document, Normalisation, Term};
pub use procedure::{LaneBasis, Procedure, ReturnTo, Step};
pub use service::{CardBasis, LayananDef, Need, Requirement, When};

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
