//! Acts on a case from the dashboard. Each is one command of `ktpel_case`; the answer is the case as it is then.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
};
use ktpel_case::{Command, FactInput, NikAnswer, command::Obtained, name::fact};
use ktpel_domain::ids::DocId;
use serde_json::Value;

use super::{
    cases::{Reveal, show},
    me::json,
    problem::Problem,
    user::User,
    views::{AnswerParams, NikAnswerParams, NoteParams, ReleaseParams, SettleParams, StatusParams},
};
use crate::host::App;

type Answered = Result<Json<Value>, Problem>;

pub async fn nik(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    let commands = match json(body).await? {
        NikAnswerParams::Granted { nik, evidence } => {
            let granted = Command::AnswerApplication(NikAnswer::Granted { nik });
            let evidence = evidence.filter(|text| !text.trim().is_empty());
            let note = evidence.map(|text| Command::Note { text: format!("Bukti NIK di SIAK: {}", text.trim()), corrects: None });
            std::iter::once(granted).chain(note).collect()
        }
        NikAnswerParams::Refused { reason } => vec![Command::AnswerApplication(NikAnswer::Refused { reason })],
    };
    act(app, user, id, commands).await
}

pub async fn status(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    let StatusParams { status, evidence } = json(body).await?;
    if evidence.trim().is_empty() {
        return Err(Problem::invalid("evidence", "empty"));
    }
    let fact = FactInput {
        name: fact::RECORDING_STATUS.to_owned(),
        value: status,
        obtained: Obtained::Typed,
        evidence: Some(evidence),
        as_of: None,
    };
    act(app, user, id, vec![Command::Facts(vec![fact])]).await
}

pub async fn release(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    let ReleaseParams { gate, reason } = json(body).await?;
    act(app, user, id, vec![Command::Release { gate, reason }]).await
}

pub async fn answer(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    let AnswerParams { field, chosen, shown, reason } = json(body).await?;
    let reason = Some(reason).filter(|text| !text.trim().is_empty());
    act(app, user, id, vec![Command::Answer { field, chosen, shown, reason }]).await
}

pub async fn settle(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    let SettleParams { incident, reason } = json(body).await?;
    act(app, user, id, vec![Command::SettleIncident { incident, reason }]).await
}

pub async fn note(State(app): State<App>, user: User, Path(id): Path<String>, body: Body) -> Answered {
    let NoteParams { text } = json(body).await?;
    act(app, user, id, vec![Command::Note { text, corrects: None }]).await
}

async fn act(app: App, user: User, id: String, commands: Vec<Command>) -> Answered {
    let doc: DocId = id.parse().map_err(|_| Problem::not_found())?;
    let signed_in = user.signed_in.clone();
    app.blocking(move |office| office.act(&signed_in, doc, commands)).await?;
    show(&app, user, id, Reveal::Masked).await
}
