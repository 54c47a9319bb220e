//! Forms and the answers to conflicts: registers, written only where the person changed something that the screen really showed.

use std::collections::BTreeMap;

use super::{
    desk::{Desk, Draft},
    input,
};
use crate::{prepared::FieldWrite, refusal::Refusal, schema::v1::body::Body};

/// Saves a form. What stands already is not written again; what a merge changed meanwhile is shown again first.
///
/// A person who overwrites values that stood side by side has answered the conflict: that is recorded too.
pub(super) fn set(
    desk: &Desk<'_>,
    values: BTreeMap<String, Option<String>>,
    shown: &BTreeMap<String, Vec<String>>,
) -> Result<Draft, Refusal> {
    let mut draft = Draft::default();
    for (field, value) in values {
        let value = input::field_value(desk.rules.catalogue, &field, value.as_deref(), desk.now.tanggal())?;
        if stands(desk, &field, value.as_deref()) {
            continue;
        }
        check_shown(desk, &field, shown.get(&field).map(Vec::as_slice).unwrap_or_default())?;
        if desk.view.values(&field).len() > 1 {
            draft = draft.and(answer_act(desk, &field, value.as_deref(), None));
        }
        draft.fields.push(FieldWrite { field, value });
    }
    Ok(draft)
}

/// Answers a conflict: a register write and the act that says what was chosen and rejected.
pub(super) fn answer(
    desk: &Desk<'_>,
    field: String,
    chosen: Option<String>,
    shown: &[String],
    reason: Option<String>,
) -> Result<Draft, Refusal> {
    check_shown(desk, &field, shown)?;
    if desk.view.values(&field).len() < 2 {
        return Err(Refusal::NothingToDo);
    }
    let value = input::field_value(desk.rules.catalogue, &field, chosen.as_deref(), desk.now.tanggal())?;
    let reason = input::optional_text("reason", reason.as_deref())?;
    let mut draft = Draft::act(answer_act(desk, &field, value.as_deref(), reason));
    draft.fields.push(FieldWrite { field, value });
    Ok(draft)
}

fn answer_act(desk: &Desk<'_>, field: &str, chosen: Option<&str>, reason: Option<String>) -> Body {
    let standing = desk.view.values(field).into_iter().flatten();
    let rejected = standing.filter(|value| Some(*value) != chosen).map(str::to_owned).collect();
    Body::Answer { field: field.to_owned(), chosen: chosen.map(str::to_owned), rejected, reason }
}

/// All standing values agree on this one, or nothing stands and nothing is asked.
fn stands(desk: &Desk<'_>, field: &str, value: Option<&str>) -> bool {
    match desk.view.values(field).as_slice() {
        [] => value.is_none(),
        [only] => *only == value,
        _ => false,
    }
}

fn check_shown(desk: &Desk<'_>, field: &str, shown: &[String]) -> Result<(), Refusal> {
    let mut shown = shown.to_vec();
    shown.sort();
    if shown == desk.view.shown(field) { Ok(()) } else { Err(Refusal::Stale { field: field.to_owned() }) }
}
