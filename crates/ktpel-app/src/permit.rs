//! The kit's permit to speak to its office: its certificate. Renewed at sync long before it ends, so that nobody has to think of it.
//!
//! Where it has ended all the same (a laptop that lay in a cupboard for a year), two persons at the office renew it by the ceremony of set-up. Store,
//! device key and everything that was not sent stay: an ended permit never traps work.

use std::sync::Arc;

use ktpel_domain::time::Timestamp;
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{PermitParams, PermitProgress, SetupWords},
};
use ktpel_pki::Ca;
use ktpel_sync::setup::{Certificate, Setup};
use ktpel_vault::DeviceIdentity;

use crate::{
    App, Host,
    act::stored,
    enrol::{self, Asked},
    lock,
    net::{Net, Request},
    opened::Opened,
    setup::Office,
    sync,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// A certificate with less time left is renewed at the next sync.
const RENEW_BEFORE_MS: i64 = 90 * DAY_MS;
const TARGET: &str = "/sync/v1/certificate";

/// When the permit ends, by the office's clock.
pub(crate) fn ends(office: &Office) -> Timestamp {
    Ca::device_until(Timestamp(office.certificate.issued_ms))
}

/// Asks for a new certificate when the old one ends soon. The sync has succeeded without it: where this fails it is tried at the next.
pub(crate) fn renew_if_due<H: Host>(app: &App<H>, net: &Net) {
    let renewed = app.open(|opened| {
        // Both times are the office's: a wrong clock of this laptop neither hurries nor delays it.
        let due = ends(&opened.office).0 - opened.lease.met().0 < RENEW_BEFORE_MS;
        Ok(due.then(|| sync::signed(opened, "POST", TARGET, &[])))
    });
    let renewed = renewed.and_then(|headers| headers.map_or(Ok(()), |headers| renew(app, net, headers)));
    if let Err(problem) = renewed {
        tracing::warn!(code = ?problem.code, "the certificate could not be renewed yet");
    }
}

fn renew<H: Host>(app: &App<H>, net: &Net, headers: Vec<(&'static str, String)>) -> Result<(), Problem> {
    let request = Request { method: reqwest::Method::POST, target: TARGET, headers, body: Vec::new() };
    let answer = app.runtime().block_on(net.send(request))?.ok()?;
    let certificate: Certificate = serde_json::from_slice(&answer).map_err(|_| nonsense("certificate"))?;
    app.open(|opened| {
        let office = Office { certificate, ..opened.office.clone() };
        keep(opened, office, None)
    })
}

/// Asks the office by a new one-time code to renew the permit of this very laptop; gives the six words.
pub(crate) fn begin<H: Host>(app: &App<H>, params: &PermitParams) -> Result<SetupWords, Problem> {
    let (office, device, name) = app.signed_in(|opened, _| {
        Ok((opened.office.clone(), DeviceIdentity::from_secret(&opened.device.secret()), opened.device_name.clone()))
    })?;
    let mut invitation = enrol::read(&params.code, &office.url)?;
    let own = office.fingerprint().ok_or_else(|| Problem::new(ProblemCode::StoreDamaged).with("what", "certificate"))?;
    if invitation.ca.replace(own).is_some_and(|ca| ca != own) {
        return Err(Problem::new(ProblemCode::OtherOffice));
    }
    let asked = app.runtime().block_on(Asked::ask(&invitation, device, &name))?;
    if asked.pending.server.device != office.server || asked.pending.server.public_key != office.server_key {
        return Err(Problem::new(ProblemCode::OtherOffice));
    }
    let shown = asked.shown();
    *lock(&app.renewing) = Some(Arc::new(asked));
    Ok(shown)
}

/// Looks whether a second person has renewed the permit.
pub(crate) fn look<H: Host>(app: &App<H>) -> Result<PermitProgress, Problem> {
    let asked = lock(&app.renewing).clone().ok_or_else(|| Problem::new(ProblemCode::NothingToDo))?;
    let looked = app
        .runtime()
        .block_on(asked.look())
        .and_then(|granted| granted.map(|setup| app.open(|opened| take(opened, &asked, setup))).transpose());
    let waits = matches!(&looked, Ok(None)) || looked.as_ref().is_err_and(|problem| problem.code == ProblemCode::ServerUnreachable);
    if !waits {
        *lock(&app.renewing) = None;
    }
    let until = looked?;
    if until.is_some() {
        app.sync.wake();
    }
    Ok(PermitProgress { until_ms: until.map(|until| until.0) })
}

fn take(opened: &mut Opened, asked: &Asked, setup: Setup) -> Result<Timestamp, Problem> {
    let office = Office { url: asked.url.clone(), kits_url: setup.kits_url, certificate: setup.certificate, ..opened.office.clone() };
    keep(opened, office, Some(&setup.challenge))?;
    Ok(ends(&opened.office))
}

/// Keeps a new certificate in one transaction, if it is this kit's.
fn keep(opened: &mut Opened, office: Office, challenge: Option<&str>) -> Result<(), Problem> {
    let der = data_encoding::HEXLOWER.decode(office.certificate.der.as_bytes()).map_err(|_| nonsense("certificate"))?;
    if ktpel_pki::device_of(&der).ok() != Some(opened.device.id()) {
        return Err(nonsense("certificate"));
    }
    office.tls(&opened.device)?;
    let text = office.to_setting()?;
    opened
        .store
        .write(|tx| {
            Office::put(tx, &text)?;
            challenge.map_or(Ok(()), |challenge| sync::put_challenge(tx, challenge))
        })
        .map_err(stored)?;
    opened.office = office;
    tracing::info!("the certificate of this kit was renewed");
    Ok(())
}

fn nonsense(what: &str) -> Problem {
    Problem::new(ProblemCode::ServerNonsense).with("what", what)
}
