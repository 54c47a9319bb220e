//! The kit's side of being taken in: asks with a code, shows six words, waits until a second person at the office has compared them.
//!
//! Knows no store: what it holds lies in memory and is gone when the program ends; a kit that was set up before keeps its key, see `permit`.

use ktpel_ipc::{Problem, ProblemCode, views::SetupWords};
use ktpel_pki::Ceremony;
use ktpel_sync::{
    enrolment::{EnrolAnswer, EnrolPending, EnrolRequest, PATH, setup_message},
    invitation::{Invitation, InvitationError},
    setup::Setup,
    signature, signed_request,
};
use ktpel_vault::{DeviceIdentity, Recipient};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{
    net::{Answer, Net, Request},
    problem::internal,
};

/// A kit that asked and waits.
pub(crate) struct Asked {
    net: Net,
    /// Address of the office, as it was asked.
    pub(crate) url: String,
    pub(crate) device: DeviceIdentity,
    pub(crate) pending: EnrolPending,
    /// The six words: the same at the office, or somebody stands between.
    pub(crate) words: String,
}

/// What was typed, pasted or scanned.
pub(crate) fn read(code: &str, office_url: &str) -> Result<Invitation, Problem> {
    Invitation::read(code, office_url).map_err(|error| match error {
        InvitationError::Malformed => Problem::new(ProblemCode::WrongCode).with("what", "form"),
        InvitationError::NoAddress => Problem::new(ProblemCode::Invalid).with("field", "office_url").with("what", "address"),
    })
}

impl Asked {
    /// Asks the office to take this device in. With a fingerprint it must be the office that has it.
    pub(crate) async fn ask(invitation: &Invitation, device: DeviceIdentity, name: &str) -> Result<Self, Problem> {
        let net = Net::enrolment(&invitation.office_url, invitation.ca)?;
        let name = name.trim();
        let public_key = data_encoding::HEXLOWER.encode(&device.public());
        let request = EnrolRequest { code: invitation.code.clone(), public_key, name: name.to_owned() };
        let body = serde_json::to_vec(&request).map_err(|error| internal("enrol", &error))?;
        let headers = vec![("content-type", "application/json".to_owned())];
        let sent = net.send(Request { method: reqwest::Method::POST, target: PATH, headers, body }).await;
        let answer = sent.map_err(|problem| not_the_office(problem, invitation))?;
        let pending: EnrolPending = parse(&accepted(answer)?.ok()?, "enrolment")?;
        let ca = hex(&pending.ca)?;
        if invitation.ca.is_some_and(|expected| expected != ktpel_pki::fingerprint(&ca)) {
            return Err(Problem::new(ProblemCode::OtherOffice));
        }
        let words = words(&invitation.code, &pending, &ca, &device, name)?;
        Ok(Self { net, url: invitation.office_url.trim_end_matches('/').to_owned(), device, pending, words })
    }

    /// What the screen shows while it waits.
    pub(crate) fn shown(&self) -> SetupWords {
        SetupWords { office: self.pending.office.clone(), words: self.words.clone(), open_ms: self.pending.open_ms }
    }

    /// Asks how it stands; none while nobody has decided.
    pub(crate) async fn look(&self) -> Result<Option<Setup>, Problem> {
        let target = format!("{PATH}/{}", self.pending.nonce);
        let signed = self.device.sign(&signed_request::message("GET", &target, &[]));
        let headers = vec![(signed_request::SIGNATURE_HEADER, signed_request::header(&signed))];
        let answer = self.net.send(Request { method: reqwest::Method::GET, target: &target, headers, body: Vec::new() }).await?;
        match parse::<EnrolAnswer>(&answer.ok()?, "enrolment")? {
            EnrolAnswer::Waiting => Ok(None),
            EnrolAnswer::Rejected => Err(Problem::new(ProblemCode::EnrolRejected)),
            EnrolAnswer::Expired => Err(Problem::new(ProblemCode::EnrolExpired)),
            EnrolAnswer::Approved { setup, signature } => self.check(&setup, &signature).map(Some),
        }
    }

    /// What was granted is what the words vouch for: signed by the server whose key they commit to, for this device, with the same authority.
    fn check(&self, text: &str, signed: &str) -> Result<Setup, Problem> {
        let nonsense = |what: &str| Problem::new(ProblemCode::ServerNonsense).with("what", what);
        let server_key: [u8; 32] = hex(&self.pending.server.public_key)?.try_into().map_err(|_| nonsense("server key"))?;
        let signed: [u8; 64] = hex(signed)?.try_into().map_err(|_| nonsense("signature"))?;
        let message = setup_message(&self.pending.nonce, &self.device.public(), text);
        if !signature::holds(&server_key, &message, &signed) {
            return Err(nonsense("signature"));
        }
        let setup: Setup = parse(text.as_bytes(), "setup")?;
        if setup.device != self.device.id() || setup.ca != self.pending.ca || setup.server != self.pending.server {
            return Err(nonsense("setup"));
        }
        check_keys(&setup)?;
        Ok(setup)
    }
}

fn words(code: &str, pending: &EnrolPending, ca: &[u8], device: &DeviceIdentity, name: &str) -> Result<String, Problem> {
    let nonsense = || Problem::new(ProblemCode::ServerNonsense).with("what", "enrolment");
    let nonce: [u8; 16] = hex(&pending.nonce)?.try_into().map_err(|_| nonsense())?;
    let server_key: [u8; 32] = hex(&pending.server.public_key)?.try_into().map_err(|_| nonsense())?;
    Ok(Ceremony { code, nonce: &nonce, ca, server_key: &server_key, device_key: &device.public(), name }.words())
}

/// A code that opens nothing, with the reason that the office gave.
fn accepted(answer: Answer) -> Result<Answer, Problem> {
    #[derive(Deserialize)]
    struct Refusal {
        params: std::collections::BTreeMap<String, String>,
    }
    if !matches!(answer.status, 400..=499) {
        return Ok(answer);
    }
    let refusal: Option<Refusal> = serde_json::from_slice(&answer.body).ok();
    let params = refusal.map(|refusal| refusal.params).unwrap_or_default();
    let what = params.get("what").map_or("wrong", String::as_str);
    let code =
        if params.get("field").is_some_and(|field| field == "public_key") { ProblemCode::ServerRefused } else { ProblemCode::WrongCode };
    Err(Problem::new(code).with("what", what))
}

/// With a fingerprint at hand, a certificate that is not believed is that of another office.
fn not_the_office(problem: Problem, invitation: &Invitation) -> Problem {
    let certificate = problem.code == ProblemCode::ServerNonsense && problem.params.get("what").is_some_and(|what| what == "certificate");
    if certificate && invitation.ca.is_some() { Problem::new(ProblemCode::OtherOffice) } else { problem }
}

/// Without an archive key what is recorded could be opened by nobody once its case is closed.
fn check_keys(setup: &Setup) -> Result<(), Problem> {
    let usable = |text: &String| text.parse::<Recipient>().is_ok();
    if setup.archive_recipients.is_empty() || !setup.archive_recipients.iter().chain(&setup.recovery_recipient).all(usable) {
        return Err(Problem::new(ProblemCode::ServerNonsense).with("what", "archive keys"));
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|_| Problem::new(ProblemCode::ServerNonsense).with("what", what))
}

fn hex(text: &str) -> Result<Vec<u8>, Problem> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| Problem::new(ProblemCode::ServerNonsense).with("what", "enrolment"))
}
