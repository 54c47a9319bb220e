//! One's own account, and the accounts of the office, which the admin keeps.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
};
use ktpel_domain::peran::Peran;

use super::{
    me::{json, view},
    problem::Problem,
    user::{Caller, User},
    views::{AccountItem, AccountParams, AccountStateParams, ChangePasswordParams, CodeParams, MeView, OneTimePassword, RecoveryCodes},
};
use crate::{
    host::App,
    office::{
        Office,
        account::{AccountError, AccountState, OneTime},
        password::ONE_TIME_MS,
    },
    storage::{SecondFactor, StorageError, Tables, UserRow},
};

pub async fn change_password(State(app): State<App>, Caller(from): Caller, user: User, body: Body) -> Result<Json<MeView>, Problem> {
    let params: ChangePasswordParams = json(body).await?;
    let session = user.as_session();
    app.blocking(move |office| office.change_password(user.session, &user.signed_in, &params.old, &params.new, from)).await?;
    view(&app, session).await.map(Json)
}

pub async fn recovery_codes(State(app): State<App>, Caller(from): Caller, user: User, body: Body) -> Result<Json<RecoveryCodes>, Problem> {
    let params: CodeParams = json(body).await?;
    let codes = app.blocking(move |office| office.new_recovery_codes(&user.signed_in, &params.code, from)).await?;
    Ok(Json(RecoveryCodes { codes }))
}

pub async fn sign_out_everywhere(State(app): State<App>, user: User) -> Result<Json<MeView>, Problem> {
    let session = user.as_session();
    app.blocking(move |office| office.sign_out_elsewhere(user.signed_in.user, Some(user.session))).await?;
    view(&app, session).await.map(Json)
}

pub async fn list(State(app): State<App>) -> Result<Json<Vec<AccountItem>>, Problem> {
    Ok(Json(app.blocking(items).await?))
}

pub async fn add(State(app): State<App>, user: User, body: Body) -> Result<Json<OneTimePassword>, Problem> {
    let params: AccountParams = json(body).await?;
    let peran = Peran::find(&params.peran).ok_or(AccountError::Malformed("peran"))?;
    let given = app.blocking(move |office| office.invite(&params.login, &params.nama, peran, Some(&user.signed_in))).await?;
    Ok(Json(shown(given)))
}

pub async fn reset(State(app): State<App>, user: User, Path(login): Path<String>) -> Result<Json<OneTimePassword>, Problem> {
    if login.eq_ignore_ascii_case(&user.signed_in.login) {
        return Err(AccountError::MustStay.into());
    }
    let given = app.blocking(move |office| office.reset_account(&login, Some(&user.signed_in))).await?;
    Ok(Json(shown(given)))
}

pub async fn set_state(
    State(app): State<App>,
    user: User,
    Path(login): Path<String>,
    body: Body,
) -> Result<Json<Vec<AccountItem>>, Problem> {
    let params: AccountStateParams = json(body).await?;
    let state = match params.state.as_str() {
        "active" => AccountState::Active,
        "disabled" => AccountState::Disabled,
        _ => return Err(Problem::bad_request("state")),
    };
    app.blocking(move |office| office.set_account_state(&login, state, &user.signed_in)).await?;
    Ok(Json(app.blocking(items).await?))
}

fn shown(given: OneTime) -> OneTimePassword {
    OneTimePassword { login: given.login, password: given.password }
}

fn items(office: &Office) -> Result<Vec<AccountItem>, StorageError> {
    let now_ms = office.clock.monotonic_ms();
    office.storage.read(|tables| tables.users().all()?.into_iter().map(|user| item(office, tables, user, now_ms)).collect())
}

fn item(office: &Office, tables: &Tables<'_>, user: UserRow, now_ms: u64) -> Result<AccountItem, StorageError> {
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let second_factor = match (user.second_factor, user.totp_nonce) {
        (SecondFactor::NotForExamples, _) => "none",
        (SecondFactor::Totp, None) => "missing",
        (SecondFactor::Totp, Some(_)) => "totp",
    };
    Ok(AccountItem {
        state: if user.active { "active" } else { "disabled" }.to_owned(),
        second_factor: second_factor.to_owned(),
        codes_left: small(tables.recovery_codes().count(user.id)?),
        one_time_until_ms: user.one_time_ms.map(|given| given + ONE_TIME_MS),
        last_sign_in_ms: user.last_sign_in_ms,
        wait_s: office.tries.login_waits(&user.login, now_ms).map(|wait_ms| small(wait_ms.div_ceil(1000))),
        peran_label: Peran::find(&user.peran).map_or_else(|| user.peran.clone(), |peran| peran.label().to_owned()),
        login: user.login,
        nama: user.nama,
        peran: user.peran,
    })
}
