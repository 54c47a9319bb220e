//! Signing in and out, and who is signed in.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use ktpel_vault::SessionToken;
use serde::de::DeserializeOwned;

use super::{
    problem::Problem,
    rights,
    user::{COOKIE, Caller, User, token_of},
    views::{FrontDoor, LoginParams, MeView},
};
use crate::{
    host::{App, read_body},
    office::{
        Office, OfficeError,
        sessions::{Session, SessionId, Stage, WHOLE_MS},
    },
    storage::{OfficeRow, SecondFactor, Tables},
};

const MAX_BODY: usize = 64 << 10;

/// The JSON body of a request.
pub async fn json<T: DeserializeOwned>(body: Body) -> Result<T, Problem> {
    let bytes = read_body(body, MAX_BODY).await?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::bad_request("json"))
}

/// What the sign-in page may know before anybody is signed in.
pub async fn front_door(State(app): State<App>) -> Result<Json<FrontDoor>, Problem> {
    let office = app.blocking(|office| office.storage.read(the_office)).await?;
    Ok(Json(FrontDoor { office: office.nama, demo: office.demo }))
}

pub async fn login(State(app): State<App>, Caller(from): Caller, body: Body) -> Result<Response, Problem> {
    let params: LoginParams = json(body).await?;
    let (token, session) = app.blocking(move |office| office.sign_in(&params.user, &params.password, from)).await?;
    let view = view(&app, session).await?;
    let cookie = cookie(&app, &token.text(), WHOLE_MS / 1000);
    with_cookie(Json(view).into_response(), &cookie)
}

pub async fn logout(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(id) = token_of(&headers).as_ref().map(SessionToken::digest).map(SessionId) {
        app.blocking(move |office| office.sign_out(id)).await?;
    }
    with_cookie(Json(serde_json::json!({})).into_response(), &cookie(&app, "", 0))
}

pub async fn me(State(app): State<App>, user: User) -> Result<Json<MeView>, Problem> {
    view(&app, user.as_session()).await.map(Json)
}

/// Who is signed in. What a role may do is told when the sign-in is finished.
pub async fn view(app: &App, session: Session) -> Result<MeView, Problem> {
    Ok(app.blocking(move |office| me_view(office, session)).await?)
}

fn me_view(office: &Office, session: Session) -> Result<MeView, OfficeError> {
    let Session { signed_in, stage } = session;
    office.storage.read(|tables| {
        let of_office = the_office(tables)?;
        let user = tables.users().get(signed_in.user)?.ok_or(OfficeError::NotSetUp)?;
        let codes_left = tables.recovery_codes().count(signed_in.user)?;
        Ok(MeView {
            stage: stage.id().to_owned(),
            user: signed_in.login,
            nama: signed_in.nama,
            peran: signed_in.peran.id().to_owned(),
            peran_label: signed_in.peran.label().to_owned(),
            office: of_office.nama,
            demo: of_office.demo,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            may: if stage == Stage::Open { rights::of(signed_in.peran) } else { Vec::new() },
            codes_left: (user.second_factor == SecondFactor::Totp).then(|| u32::try_from(codes_left).unwrap_or(u32::MAX)),
        })
    })
}

fn the_office(tables: &Tables<'_>) -> Result<OfficeRow, OfficeError> {
    tables.office().find()?.ok_or(OfficeError::NotSetUp)
}

fn cookie(app: &App, token: &str, seconds: u64) -> String {
    let secure = app.options.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{}", if secure { "; Secure" } else { "" })
}

fn with_cookie(mut response: Response, cookie: &str) -> Result<Response, Problem> {
    let value = HeaderValue::from_str(cookie).map_err(|error| Problem::internal(&error))?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    Ok(response)
}
