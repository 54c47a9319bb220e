//! Turns definitions into what the screens get: the signed wording, with repairs and inferences as notes beside it.

use std::collections::BTreeMap;

use ktpel_domain::kode::CodeList;
use ktpel_domain::layanan::Layanan;

use super::{DocumentInfo, FieldInfo, FormInfo, LayananInfo, NeedInfo, ProcedureInfo, RequirementInfo, SlotInfo, StepInfo, TermInfo};
use crate::captures;
use crate::catalogue::{Catalogue, LaneBasis, LayananDef, Need, Procedure, Requirement, ReturnTo, Step, Term, When};
use crate::form::{Codes, Field, Form};

impl Catalogue {
    /// The head of the SOP.
    #[must_use]
    pub fn document_info(&self) -> DocumentInfo {
        let document = self.document();
        DocumentInfo {
            agency: document.agency.clone(),
            title: document.title.clone(),
            number: document.number.clone(),
            approved: document.approved.to_string(),
            approved_by_role: document.approved_by_role.clone(),
            legal_basis: document.legal_basis.clone(),
            legal_basis_note: document.legal_basis_note.clone(),
        }
    }

    /// All procedures for the screens.
    #[must_use]
    pub fn procedure_infos(&self) -> Vec<ProcedureInfo> {
        self.procedures().iter().map(|procedure| self.describe(procedure)).collect()
    }

    /// All forms for the screens.
    #[must_use]
    pub fn form_infos(&self) -> Vec<FormInfo> {
        self.forms().map(describe_form).collect()
    }

    /// All services for the screens.
    #[must_use]
    pub fn layanan_infos(&self) -> Vec<LayananInfo> {
        self.services().iter().map(|service| self.describe_layanan(service)).collect()
    }

    /// All documents that any service asks for.
    #[must_use]
    pub fn requirement_infos(&self) -> Vec<RequirementInfo> {
        let describe = |it: &Requirement| RequirementInfo {
            id: it.id.clone(),
            label: it.label.clone(),
            label_en: it.label_en.clone(),
            basis: it.basis.clone(),
        };
        self.requirements().iter().map(describe).collect()
    }

    /// The choices of every code field, by the name that `code_list` of the field gives (its id).
    #[must_use]
    pub fn codes(&self) -> BTreeMap<String, Vec<TermInfo>> {
        let coded = self.fields().filter(|field| field.codes != Codes::None);
        coded.map(|field| (field.id.clone(), options(&field.codes))).collect()
    }

    /// Capture slots in the order of the SOP.
    #[must_use]
    pub fn slot_infos(&self) -> Vec<SlotInfo> {
        captures::SLOTS.iter().map(|slot| SlotInfo { id: slot.id.to_owned(), modality: slot.modality.to_owned() }).collect()
    }

    /// One procedure for the screens.
    #[must_use]
    pub fn procedure_info(&self, id: &str) -> Option<ProcedureInfo> {
        self.procedure(id).map(|procedure| self.describe(procedure))
    }

    /// One form for the screens.
    #[must_use]
    pub fn form_info(&self, id: &str) -> Option<FormInfo> {
        self.form(id).map(describe_form)
    }

    /// One service for the screens.
    #[must_use]
    pub fn layanan_info(&self, layanan: Layanan) -> Option<LayananInfo> {
        self.layanan(layanan).map(|service| self.describe_layanan(service))
    }

    fn describe(&self, procedure: &Procedure) -> ProcedureInfo {
        ProcedureInfo {
            id: procedure.id.clone(),
            title: procedure.title.clone(),
            channel: procedure.channel,
            total_seconds: procedure.total_seconds,
            notes: procedure.missing_note.iter().chain(&procedure.total_note).cloned().collect(),
            steps: procedure.steps.iter().map(|step| self.describe_step(step)).collect(),
        }
    }

    fn describe_step(&self, step: &Step) -> StepInfo {
        let outputs = self.labels(self.outputs(), &step.outputs);
        StepInfo {
            id: step.id.clone(),
            no: step.no,
            kind: step.kind.id().to_owned(),
            short: step.label.clone(),
            short_en: step.label_en.clone(),
            text: step.signed_text().to_owned(),
            text_en: step.text_en.clone(),
            notes: notes(step, &outputs),
            lane: step.lane.clone(),
            lane_label: self.labels(self.lanes(), std::slice::from_ref(&step.lane)).concat(),
            seconds: step.seconds,
            completeness: self.labels(self.items(), &step.completeness),
            outputs: step.outputs_seed.clone().map_or(outputs, |signed| vec![signed]),
            form: step.form.clone(),
            capture: step.capture.clone(),
            requires_online: step.requires_online.unwrap_or(false),
            on_return: step.on_return.as_ref().map(|to| match to {
                ReturnTo::Pemohon => "pemohon".to_owned(),
                ReturnTo::Step(id) => id.clone(),
            }),
        }
    }

    fn describe_layanan(&self, service: &LayananDef) -> LayananInfo {
        LayananInfo {
            id: service.layanan.id().to_owned(),
            label: service.layanan.label().to_owned(),
            label_en: service.layanan.label_en().to_owned(),
            requirements: distinct(service.requires.iter().map(|need| need.id.clone())),
            needs: service.requires.iter().map(|need| self.describe_need(need)).collect(),
            rules: service.rules.clone(),
            at_desk: service.desk.is_some(),
            may_record: service.layanan.may_record(),
            withdraw_old_card: service.layanan.withdraw_old_card(),
        }
    }

    fn describe_need(&self, need: &Need) -> NeedInfo {
        let any_of: Vec<_> = std::iter::once(&need.id).chain(&need.or).filter_map(|id| self.requirement(id)).collect();
        let join = |words: fn(&Requirement) -> &str, or: &str| any_of.iter().map(|it| words(it)).collect::<Vec<_>>().join(or);
        NeedInfo {
            id: need.id.clone(),
            label: join(|it| &it.label, " atau "),
            label_en: join(|it| &it.label_en, " or "),
            any_of: any_of.iter().map(|it| it.id.clone()).collect(),
            when: when_id(need.when).to_owned(),
        }
    }

    fn labels(&self, terms: &[Term], ids: &[String]) -> Vec<String> {
        ids.iter().filter_map(|id| terms.iter().find(|term| term.id == *id)).map(|term| term.label.clone()).collect()
    }
}

/// What is not signed wording stands beside it, in words.
fn notes(step: &Step, outputs: &[String]) -> Vec<String> {
    let spelling = step.text_seed.as_ref().map(|_| format!("Ejaan baku: {}", step.text));
    let lane = (step.lane_basis == LaneBasis::Verb)
        .then(|| "Pelaksana dibaca dari kalimatnya; kolom pada salinan SOP tidak bertanda (inferensi).".to_owned());
    let output = step.outputs_seed.as_ref().map(|_| format!("Output dibaca sebagai: {}", outputs.join("; ")));
    let issue = step.issue.as_ref().map(|issue| format!("Catatan: {issue}"));
    let online = (step.requires_online == Some(true)).then(|| "Perlu jaringan (inferensi; tidak tertulis di SOP).".to_owned());
    [spelling, lane, output, issue, online].into_iter().flatten().collect()
}

const fn when_id(when: When) -> &'static str {
    match when {
        When::Always => "always",
        When::Replacement => "replacement",
        When::WithNik => "with_nik",
        When::WithoutNik => "without_nik",
    }
}

fn describe_form(form: &Form) -> FormInfo {
    FormInfo {
        id: form.id.clone(),
        title: form.label.clone(),
        title_en: form.label_en.clone(),
        fields: form.fields.iter().map(describe_field).collect(),
    }
}

fn describe_field(field: &Field) -> FieldInfo {
    FieldInfo {
        id: field.id.clone(),
        label: field.label.clone(),
        label_en: field.label_en.clone(),
        kind: field.kind.id().to_owned(),
        required: field.required,
        code_list: (field.codes != Codes::None).then(|| field.id.clone()),
        validators: field.validators.iter().map(|validator| validator.id().to_owned()).collect(),
        printed: field.printed,
        searchable: field.searchable,
        help: field.help.clone(),
        help_en: field.help_en.clone(),
    }
}

fn options(codes: &Codes) -> Vec<TermInfo> {
    match codes {
        Codes::None => Vec::new(),
        Codes::List { list, scheme } => {
            let values = CodeList::find(list, scheme).into_iter().flat_map(CodeList::values);
            values.map(|kode| term_of(&kode.to_string(), &kode.label, &kode.label)).collect()
        }
        Codes::Layanan => Layanan::ALL.iter().map(|layanan| term_of(layanan.id(), layanan.label(), layanan.label_en())).collect(),
        Codes::Options(options) => options.iter().map(|option| term_of(&option.value, &option.label, &option.label_en)).collect(),
    }
}

fn distinct(ids: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for id in ids.filter(|id| !id.is_empty()) {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}

fn term_of(id: &str, label: &str, label_en: &str) -> TermInfo {
    TermInfo { id: id.to_owned(), label: label.to_owned(), label_en: label_en.to_owned() }
}
