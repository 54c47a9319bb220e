//! Taking kits in: the code with its QR, the kits that wait with their six words, and what a second user decides.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
};
use ktpel_sync::{
    invitation::{Invitation, letters},
    signature,
};

use crate::{
    api::{
        me::json,
        problem::Problem,
        qr,
        user::User,
        views::{ConfirmKitParams, DeviceCode, WaitingKit},
    },
    host::App,
    kit::enrol::nonce_of,
    office::{Office, confirm::Confirmation, sessions::SignedIn},
    storage::{EnrolmentRow, StorageError, Tables},
};

pub async fn code(State(app): State<App>, user: User) -> Result<Json<DeviceCode>, Problem> {
    let office_url = app.options.public_url.clone();
    let (code, ca) = app
        .blocking(move |office| {
            let code = office.open_code(&user.signed_in)?;
            Ok::<_, crate::office::OfficeError>((code, ktpel_pki::fingerprint(office.ca.certificate())))
        })
        .await?;
    let text = office_url.clone().map(|office_url| Invitation { office_url, code: letters(&code.text), ca: Some(ca) }.to_text());
    let qr = text.as_deref().and_then(qr::drawn);
    Ok(Json(DeviceCode { code: code.text, expires_ms: code.expires.0, office_url, text, qr }))
}

pub async fn list(State(app): State<App>, user: User) -> Result<Json<Vec<WaitingKit>>, Problem> {
    waiting(&app, user.signed_in).await
}

pub async fn approve(State(app): State<App>, user: User, Path(nonce): Path<String>, body: Body) -> Result<Json<Vec<WaitingKit>>, Problem> {
    let ConfirmKitParams { words } = json(body).await?;
    decide(app, user, &nonce, words, Confirmation::Approve).await
}

pub async fn reject(State(app): State<App>, user: User, Path(nonce): Path<String>) -> Result<Json<Vec<WaitingKit>>, Problem> {
    decide(app, user, &nonce, String::new(), Confirmation::Reject).await
}

async fn decide(app: App, user: User, nonce: &str, words: String, decision: Confirmation) -> Result<Json<Vec<WaitingKit>>, Problem> {
    let (nonce, signed_in) = (nonce_of(nonce)?, user.signed_in);
    let by = signed_in.clone();
    app.blocking(move |office| office.confirm(&by, &nonce, &words, decision)).await?;
    waiting(&app, signed_in).await
}

async fn waiting(app: &App, user: SignedIn) -> Result<Json<Vec<WaitingKit>>, Problem> {
    let items = app.blocking(move |office| office.storage.read(|tables| items(office, tables, &user))).await?;
    Ok(Json(items))
}

fn items(office: &Office, tables: &Tables<'_>, user: &SignedIn) -> Result<Vec<WaitingKit>, StorageError> {
    tables.enrolments().waiting(office.now())?.into_iter().map(|row| item(tables, row, user)).collect()
}

fn item(tables: &Tables<'_>, row: EnrolmentRow, user: &SignedIn) -> Result<WaitingKit, StorageError> {
    let known = tables.devices().find(signature::device_id(&row.public_key))?;
    Ok(WaitingKit {
        id: data_encoding::HEXLOWER.encode(&row.nonce),
        own: row.opener == user.user,
        opened_by: tables.users().get(row.opener)?.map(|user| user.nama).unwrap_or_default(),
        known: known.map(|device| device.status.id().to_owned()),
        nama: row.name,
        words: row.words,
        asked_ms: row.asked.0,
        expires_ms: row.expires.0,
    })
}
