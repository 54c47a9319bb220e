//! The history (riwayat): field writes that stand and every act, in the order of their operations.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;

use crate::{
    detail::{HistoryItem, Proof},
    project::view::{CaseView, Content, OpRef, SeenAct},
    roster::Roster,
    schema::v1::body::Body,
};

pub(super) fn history(view: &CaseView, roster: &Roster) -> Vec<HistoryItem> {
    let writes = view.fields.iter().flat_map(|(field, said)| said.iter().map(move |said| (field, said)));
    let mut lines: Vec<(OpRef, HistoryItem)> = writes
        .map(|(field, said)| {
            let mut params = Params::default();
            params.put("field", field).put_some("value", said.value.as_deref()).put("command", &said.command);
            let by = roster.by(said.op.actor, said.at);
            (said.op, HistoryItem { key: said.op.to_string(), kind: "field".into(), params: params.0, by, proof: Proof::NotSigned })
        })
        .collect();
    lines.extend(view.acts.iter().map(|act| (act.op, act_line(act, roster))));
    lines.sort_by_key(|(op, _)| *op);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn act_line(act: &SeenAct, roster: &Roster) -> HistoryItem {
    let (kind, params) = match &act.content {
        Content::Known(known) => (known.body.kind(), params(&known.body)),
        Content::Unknown { kind } => {
            let mut params = Params::default();
            params.put_some("kind", kind.map(|kind| kind.to_string()).as_deref());
            ("unknown", params)
        }
    };
    let by = roster.by(act.op.actor, act.at);
    HistoryItem { key: act.key.clone(), kind: kind.to_owned(), params: params.0, by, proof: act.proof }
}

#[derive(Default)]
struct Params(BTreeMap<String, String>);

impl Params {
    fn put(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }

    fn put_some(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.put(name, value);
        }
        self
    }
}

fn params(body: &Body) -> Params {
    let mut params = Params::default();
    match body {
        Body::Step { step, outcome, active_ms, reason } => params
            .put("step", step)
            .put("outcome", outcome.id())
            .put_some("active_ms", active_ms.map(|ms| ms.to_string()).as_deref())
            .put_some("reason", reason.as_deref()),
        Body::Note { text, corrects } => params.put("text", text).put_some("corrects", corrects.as_deref()),
        Body::Attachment { slot, mime, quality, .. } => {
            params.put("slot", slot).put("mime", mime.id()).put("quality", &quality.to_string())
        }
        Body::Requirement { id, result, note } => {
            params.put("requirement", id).put("result", result.id()).put_some("note", note.as_deref())
        }
        Body::Fact { name, value, obtained, evidence, .. } => {
            params.put("name", name).put("value", value).put("obtained", obtained.id()).put_some("evidence", evidence.as_deref())
        }
        Body::PrintIntent { blanko, basis, way, .. } => params.put("blanko", blanko).put("basis", basis).put("way", way.id()),
        Body::PrintSpooled { printer, job } => params.put("printer", printer).put("job", &HEXLOWER.encode(&**job)),
        Body::PrintOutcome { result } => params.put("result", result.id()),
        Body::Release { gate, reason, effect } => params.put("gate", gate).put("reason", reason).put("effect", effect.id()),
        Body::Waiver { subject, reason, effect } => params.put("subject", subject).put("reason", reason).put("effect", effect.id()),
        Body::Answer { field, chosen, rejected, reason } => params
            .put("field", field)
            .put_some("chosen", chosen.as_deref())
            .put("rejected", &rejected.join(" · "))
            .put_some("reason", reason.as_deref()),
        Body::Handover { blanko, receiver, receipt, receiver_name } => params
            .put("blanko", blanko)
            .put("receiver", receiver.id())
            .put_some("receipt", receipt.as_deref())
            .put_some("receiver_name", receiver_name.as_deref()),
        Body::CaseLink { other, why } => params.put("other", &HEXLOWER.encode(&**other)).put("why", why),
        Body::Application { form, note } => params.put("form", form).put_some("note", note.as_deref()),
        Body::ApplicationAnswer { result, reason } => params.put("result", result.id()).put_some("reason", reason.as_deref()),
        Body::Contact { contact, nama, .. } => params.put("contact", &HEXLOWER.encode(&**contact)).put("nama", nama),
        Body::IncidentSettled { incident, reason, .. } => params.put("incident", incident).put("reason", reason),
    };
    params
}
