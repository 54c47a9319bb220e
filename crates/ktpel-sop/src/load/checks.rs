//! Checks across files: every reference leads somewhere, every id is there once, and what is said twice agrees.

use std::collections::BTreeSet;

use ktpel_domain::kode::CodeList;

use super::Origins;
use super::error::Fault;
use super::graph;
use super::reader::Sink;
use crate::captures;
use crate::catalogue::{Catalogue, LayananDef, Procedure, ReturnTo, Step, Term};
use crate::form::{Codes, Field};
use crate::kind::Kind;
use crate::situation::Channel;

pub(super) fn check(sink: &Sink, catalogue: &Catalogue, origins: &Origins) {
    for (what, terms) in [("lane", &catalogue.lanes), ("item", &catalogue.items), ("output", &catalogue.outputs)] {
        check_terms(sink, &origins.document, what, terms);
    }
    let mut step_ids = BTreeSet::new();
    let mut procedure_ids = BTreeSet::new();
    for (procedure, file) in catalogue.procedures.iter().zip(&origins.procedures) {
        if !procedure_ids.insert(&procedure.id) {
            sink.report(file, "procedure", "id", Fault::Duplicate(procedure.id.clone()));
        }
        check_procedure(sink, file, procedure);
        for step in &procedure.steps {
            let report = |key: &str, fault| sink.report(file, &format!("step {}", step.id), key, fault);
            if !step_ids.insert(&step.id) {
                report("id", Fault::Duplicate(step.id.clone()));
            }
            check_step(report, catalogue, procedure, step);
        }
    }
    check_services(sink, &origins.layanan, catalogue);
    check_fields(sink, catalogue, origins);
}

fn check_terms(sink: &Sink, file: &str, what: &str, terms: &[Term]) {
    let mut seen = BTreeSet::new();
    for term in terms.iter().filter(|term| !seen.insert(&term.id)) {
        sink.report(file, &format!("{what} {}", term.id), "id", Fault::Duplicate(term.id.clone()));
    }
}

fn check_procedure(sink: &Sink, file: &str, procedure: &Procedure) {
    let total: u32 = procedure.steps.iter().filter_map(|step| step.seconds).sum();
    if total != procedure.total_seconds {
        sink.report(file, "procedure", "total_seconds", Fault::Total(total));
    }
    if !numbers_rise(procedure) {
        sink.report(file, "procedure", "missing_numbers", Fault::Numbering);
    }
    for (step, key, fault) in graph::faults(procedure) {
        sink.report(file, &format!("step {step}"), key, fault);
    }
}

/// Printed and missing numbers together count 1, 2, 3 … without a gap, printed ones in the order of the file.
fn numbers_rise(procedure: &Procedure) -> bool {
    let printed: Vec<u8> = procedure.steps.iter().map(|step| step.no).collect();
    let mut all: Vec<u8> = printed.iter().chain(&procedure.missing_numbers).copied().collect();
    all.sort_unstable();
    printed.is_sorted() && all.iter().copied().eq((1..=u8::MAX).take(all.len()))
}

fn check_step(report: impl Fn(&str, Fault), catalogue: &Catalogue, procedure: &Procedure, step: &Step) {
    let knows = |terms: &[Term], id: &str| terms.iter().any(|term| term.id == id);
    if !knows(&catalogue.lanes, &step.lane) {
        report("lane", Fault::UnknownLane(step.lane.clone()));
    }
    for item in step.completeness.iter().filter(|id| !knows(&catalogue.items, id)) {
        report("completeness", Fault::UnknownItem(item.clone()));
    }
    for output in step.outputs.iter().filter(|id| !knows(&catalogue.outputs, id)) {
        report("outputs", Fault::UnknownOutput(output.clone()));
    }
    if let Some(form) = step.form.as_ref().filter(|form| !catalogue.forms.contains_key(*form)) {
        report("form", Fault::UnknownForm(form.clone()));
    }
    for slot in step.capture.iter().filter(|slot| captures::find_slot(slot).is_none()) {
        report("capture", Fault::UnknownSlot(slot.clone()));
    }
    if (step.kind == Kind::Rekam) == step.capture.is_empty() {
        report("capture", Fault::Contradicts("kind"));
    }
    let first = procedure.step_of(step.kind);
    if first.is_some_and(|first| first.id != step.id) {
        report("kind", Fault::KindTwice(step.kind.id().to_owned()));
    }
    if let Some(ReturnTo::Step(target)) = &step.on_return
        && procedure.step(target).is_none()
    {
        report("on_return", Fault::UnknownStep(target.clone()));
    }
}

fn check_services(sink: &Sink, file: &str, catalogue: &Catalogue) {
    let mut requirements = BTreeSet::new();
    for requirement in catalogue.requirements.iter().filter(|requirement| !requirements.insert(&requirement.id)) {
        sink.report(file, &format!("requirement {}", requirement.id), "id", Fault::Duplicate(requirement.id.clone()));
    }
    let mut services = BTreeSet::new();
    for service in &catalogue.layanan {
        let report = |key: &str, fault| sink.report(file, &format!("layanan {}", service.layanan.id()), key, fault);
        if !services.insert(service.layanan) {
            report("id", Fault::Duplicate(service.layanan.id().to_owned()));
        }
        check_service(report, catalogue, service);
    }
}

fn check_service(report: impl Fn(&str, Fault), catalogue: &Catalogue, service: &LayananDef) {
    for (key, channel, id) in [("desk", Channel::Loket, &service.desk), ("mobile", Channel::Mobile, &service.mobile)] {
        let Some(id) = id else { continue };
        match catalogue.procedure(id) {
            None => report(key, Fault::UnknownProcedure(id.clone())),
            Some(procedure) if procedure.channel != channel => report(key, Fault::WrongChannel(id.clone())),
            Some(_) => {}
        }
    }
    for id in service.requires.iter().flat_map(|need| std::iter::once(&need.id).chain(&need.or)) {
        if catalogue.requirement(id).is_none() {
            report("requires", Fault::UnknownRequirement(id.clone()));
        }
    }
    if service.withdraws.is_some() != service.layanan.withdraw_old_card() {
        report("withdraws", Fault::Contradicts("the service: it takes the old card back or not"));
    }
    if let Some(card) = &service.withdraws
        && !service.requires.iter().any(|need| need.id == *card)
    {
        report("withdraws", Fault::UnknownRequirement(card.clone()));
    }
}

fn check_fields(sink: &Sink, catalogue: &Catalogue, origins: &Origins) {
    let mut defined = BTreeSet::new();
    for form in catalogue.forms.values() {
        let file = origins.forms.get(&form.id).map_or("", String::as_str);
        let mut here = BTreeSet::new();
        for field in &form.fields {
            let report = |key: &str, fault| sink.report(file, &format!("field {}", field.id), key, fault);
            let twice = !here.insert(&field.id) || (field.from.is_none() && !defined.insert(&field.id));
            if twice {
                report("id", Fault::Duplicate(field.id.clone()));
            }
            if let Some(list) = unknown_list(field) {
                report("code_list", Fault::UnknownCodeList(list));
            }
        }
    }
}

fn unknown_list(field: &Field) -> Option<String> {
    match &field.codes {
        Codes::List { list, scheme } => CodeList::find(list, scheme).is_none().then(|| list.clone()),
        Codes::None | Codes::Layanan | Codes::Options(_) => None,
    }
}
