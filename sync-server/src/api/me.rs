//! Signing in and out.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use super::{
    problem::Problem,
    rights,
    user::{COOKIE, User, token_of},
    views::{LoginParams, MeView},
};
use crate::{
    host::{App, read_body},
    office::sessions::{SignedIn, WHOLE_MS},
};

const MAX_BODY: usize = 64 << 10;

/// The JSON body of a request.
pub async fn json<T: DeserializeOwned>(body: Body) -> Result<T, Problem> {
    let bytes = read_body(body, MAX_BODY).await?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::bad_request("json"))
}

pub async fn login(State(app): State<App>, body: Body) -> Result<Response, Problem> {
    let params: LoginParams = json(body).await?;
    let (token, signed_in) = app.blocking(move |office| office.sign_in(&params.user, &params.password)).await?;
    let view = view(&app, &signed_in).await?;
    let secure = app.options.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    let cookie =
        format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", WHOLE_MS / 1000, if secure { "; Secure" } else { "" });
    with_cookie(Json(view).into_response(), &cookie)
}

pub async fn logout(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = token_of(&headers) {
        app.office.sessions.close(&token);
    }
    with_cookie(Json(serde_json::json!({})).into_response(), &format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"))
}

pub async fn me(State(app): State<App>, user: User) -> Result<Json<MeView>, Problem> {
    view(&app, &user.signed_in).await.map(Json)
}

async fn view(app: &App, signed_in: &SignedIn) -> Result<MeView, Problem> {
    let office =
        app.blocking(|office| office.storage.read(|tables| tables.office().find())).await.map_err(|error| Problem::internal(&error))?;
    let office = office.ok_or_else(Problem::not_found)?;
    Ok(MeView {
        user: signed_in.login.clone(),
        nama: signed_in.nama.clone(),
        peran: signed_in.peran.id().to_owned(),
        peran_label: signed_in.peran.label().to_owned(),
        office: office.nama,
        demo: office.demo,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        may: rights::of(signed_in.peran),
    })
}

fn with_cookie(mut response: Response, cookie: &str) -> Result<Response, Problem> {
    let value = HeaderValue::from_str(cookie).map_err(|error| Problem::internal(&error))?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    Ok(response)
}
