//! Perekaman (SOP MOBILE step 6): the live picture, takes, waivers, and the choice between two takes.

use std::sync::LazyLock;

use ktpel_case::Command;
use ktpel_device::{CaptureDevice, CaptureRequest, DeviceError, Modality, Mutu, Simulator, Slot, Take, mutu};
use ktpel_domain::ids::{DocId, Hash};
use ktpel_ipc::{
    Problem, ProblemCode,
    views::{CaptureParams, CaptureView, CaseView, ChooseParams, PreviewParams, PreviewView, WaiveParams},
};

use crate::{
    App, Host,
    act::act,
    cases::{changed, do_act, get, projection},
    opened::{Opened, SignedIn},
    pictures::{self, data_url},
    problem::{bad, not_found},
    sealing,
};

/// The devices of this kit. Until real ones are connected these are simulators, and the screen names them so.
static DEVICES: LazyLock<Simulator> = LazyLock::new(|| Simulator::new(0));

/// How long a device may take for one capture.
const TIMEOUT_MS: u32 = 10_000;
/// The card's photo is taken like the face.
const FOTO_KARTU: &str = "foto_kartu";
/// Media type of a signature drawn on the screen.
const SIGNATURE_MIME: &str = "image/png";

fn device_slot(id: &str) -> Result<(Slot, Modality), Problem> {
    pictures::slot(if id == FOTO_KARTU { Slot::Wajah.id() } else { id })
}

/// One frame of the live picture.
pub(crate) fn preview<H: Host>(app: &App<H>, params: &PreviewParams) -> Result<PreviewView, Problem> {
    let (slot, modality) = device_slot(&params.slot)?;
    DEVICES.present(Simulator::subject_of(&params.id));
    let t_ms = app.host().monotonic_ms();
    let runtime = app.runtime();
    let info = runtime.block_on(DEVICES.info(modality)).map_err(device)?;
    let frame = runtime.block_on(DEVICES.stream(slot, t_ms)).map_err(device)?;
    let word = mutu(modality, frame.quality);
    let hint = match word {
        Mutu::Baik => "ready",
        Mutu::Cukup => "hold_still",
        Mutu::Kurang if modality == Modality::SidikJari => "no_finger",
        Mutu::Kurang => "closer",
    };
    Ok(PreviewView {
        frame: data_url(frame.mime, &frame.bytes),
        quality: frame.quality,
        word: word.id().to_owned(),
        hint: hint.to_owned(),
        device: format!("{} {}", info.model, info.serial),
    })
}

fn device(error: DeviceError) -> Problem {
    let what = match error {
        DeviceError::NotConnected { .. } => "not_connected",
        DeviceError::Busy { .. } => "busy",
        DeviceError::Timeout { .. } => "timeout",
        DeviceError::PoorContact { .. } => "poor_contact",
        DeviceError::NotSupported { .. } => "not_supported",
        DeviceError::NotTrusted { .. } => "not_trusted",
        DeviceError::Faulty { .. } => "faulty",
        DeviceError::BadAnswer { .. } => "bad_answer",
    };
    Problem::new(ProblemCode::Device).with("what", what)
}

/// Takes a slot and keeps it sealed; answers what was taken. A poor take is kept too: a retake replaces it.
pub(crate) fn capture<H: Host>(
    app: &App<H>,
    opened: &mut Opened,
    operator: &SignedIn,
    params: &CaptureParams,
) -> Result<CaptureView, Problem> {
    let id: DocId = params.id.parse().map_err(|_| not_found("case"))?;
    let (slot, modality) = device_slot(&params.slot)?;
    let take = match &params.blob {
        Some(blob) => uploaded(slot, app.take_blob(blob).ok_or_else(|| not_found("blob"))?)?,
        None => from_device(app, &params.id, slot)?,
    };
    let now = app.host().now();
    sealing::check_open(&projection(opened, &params.id)?, &params.slot, now)?;
    let sealed = pictures::seal(opened, id, &params.slot, take.mime, &take.bytes, now.0)?;
    let command =
        Command::Attach { slot: params.slot.clone(), sha256: sealed.hash, size: sealed.size, mime: sealed.mime, quality: take.quality };
    let view = act(opened, operator, id, command, now, &|tx, _| {
        tx.case_secrets().keep(id, sealed.secret.0, &sealed.secret.1)?;
        tx.attachments().add(&sealed.row)
    })?;
    Ok(CaptureView {
        quality: take.quality,
        word: mutu(modality, take.quality).id().to_owned(),
        thumbnail: data_url(take.mime, &take.bytes),
        case: changed(app, opened, &view)?,
    })
}

fn from_device<H: Host>(app: &App<H>, case: &str, slot: Slot) -> Result<Take, Problem> {
    DEVICES.present(Simulator::subject_of(case));
    let request = CaptureRequest { slots: vec![slot], timeout_ms: TIMEOUT_MS, wanted_quality: 0 };
    let takes = app.runtime().block_on(DEVICES.capture(request)).map_err(device)?;
    takes.into_iter().next().ok_or_else(|| Problem::new(ProblemCode::Device).with("what", "nothing"))
}

/// A picture that the UI made (signature pad, camera). A signature has no measured quality: a drawn one counts as good.
fn uploaded(slot: Slot, bytes: Vec<u8>) -> Result<Take, Problem> {
    let mime = if bytes.starts_with(&[0x89, b'P', b'N', b'G']) {
        SIGNATURE_MIME
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        "image/jpeg"
    } else {
        return Err(bad("blob"));
    };
    Ok(Take { slot, mime, bytes, quality: 100 })
}

/// Waives slots, each with the reason.
pub(crate) fn waive<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: WaiveParams) -> Result<CaseView, Problem> {
    if params.slots.is_empty() {
        return Err(bad("slots"));
    }
    for slot in &params.slots {
        let command = Command::Waive { subject: slot.clone(), reason: params.reason.clone() };
        do_act(app, opened, operator, &params.id, command)?;
    }
    get(app, opened, &ktpel_ipc::views::CaseId { id: params.id })
}

/// Picks one of two takes.
pub(crate) fn choose<H: Host>(app: &App<H>, opened: &mut Opened, operator: &SignedIn, params: ChooseParams) -> Result<CaseView, Problem> {
    let sha256: Hash = params.hash.parse().map_err(|_| bad("hash"))?;
    do_act(app, opened, operator, &params.id, Command::ChooseTake { slot: params.slot, sha256 })
}
