//! The steps between the right password and the work: an own password, the second factor, the code.

use axum::{Json, body::Body, extract::State};

use super::{
    me::{json, view},
    problem::Problem,
    qr,
    user::{Caller, User},
    views::{CodeParams, MeView, NewPasswordParams, RecoveryCodes, SecondFactorView},
};
use crate::host::App;

pub async fn password(State(app): State<App>, user: User, body: Body) -> Result<Json<MeView>, Problem> {
    let params: NewPasswordParams = json(body).await?;
    let session = app.blocking(move |office| office.choose_password(user.session, &user.as_session(), &params.password)).await?;
    view(&app, session).await.map(Json)
}

pub async fn begin_totp(State(app): State<App>, user: User) -> Result<Json<SecondFactorView>, Problem> {
    let factor = app.office.begin_totp(user.session, &user.as_session())?;
    let address = factor.address(&user.signed_in.login);
    let code = qr::drawn(&address).ok_or_else(|| Problem::bad_request("qr"))?;
    Ok(Json(SecondFactorView { secret: factor.text().to_string(), address: address.to_string(), qr: code }))
}

pub async fn confirm_totp(State(app): State<App>, user: User, body: Body) -> Result<Json<RecoveryCodes>, Problem> {
    let params: CodeParams = json(body).await?;
    let (_, codes) = app.blocking(move |office| office.confirm_totp(user.session, &user.as_session(), &params.code)).await?;
    Ok(Json(RecoveryCodes { codes }))
}

pub async fn code(State(app): State<App>, Caller(from): Caller, user: User, body: Body) -> Result<Json<MeView>, Problem> {
    let params: CodeParams = json(body).await?;
    let session = app.blocking(move |office| office.enter_code(user.session, &user.as_session(), &params.code, from)).await?;
    view(&app, session).await.map(Json)
}
