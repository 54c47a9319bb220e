//! The bytes between a host and a gateway adapter: JSON, version 1. Own structs, so that the port can change without the wire.

use std::collections::{BTreeMap, BTreeSet};

use ktpel_domain::ids::DocId;
use ktpel_domain::nik::Nik;
use serde::{Deserialize, Serialize};

use super::{CardBefore, Content, GatewayError, Question, Reply};

const VERSION: u32 = 1;

/// Longest reply that is read.
pub const MAX_REPLY_BYTES: usize = 64 << 10;
const MAX_TEXT_CHARS: usize = 500;

#[derive(Serialize)]
struct QuestionV1<'a> {
    versi: u32,
    #[serde(flatten)]
    tanya: Ask<'a>,
}

#[derive(Serialize)]
#[serde(tag = "tanya", rename_all = "snake_case")]
enum Ask<'a> {
    Ajukan { permohonan: DocId, diajukan: String, data: &'a BTreeMap<String, String>, dokumen: &'a BTreeSet<String> },
    Permohonan { permohonan: DocId },
    Status { nik: &'a str },
}

#[derive(Deserialize)]
struct Versioned {
    versi: u32,
}

#[derive(Deserialize)]
struct ReplyV1 {
    tanda_terima: String,
    #[serde(flatten)]
    jawab: Answer,
}

#[derive(Deserialize)]
#[serde(tag = "jawab", rename_all = "snake_case")]
enum Answer {
    Diproses { permohonan: DocId },
    Terbit { permohonan: DocId, nik: String },
    Ditolak { permohonan: DocId, alasan: String },
    Status { nik: String, status_rekam: String, kartu_terbit: Option<bool> },
    Galat { pesan: String },
}

/// The body to send.
#[must_use]
pub fn encode_question(question: &Question) -> Vec<u8> {
    let tanya = match question {
        Question::Apply(application) => Ask::Ajukan {
            permohonan: application.id,
            diajukan: application.filed_at.tanggal().to_string(),
            data: &application.fields,
            dokumen: &application.documents,
        },
        Question::Application(permohonan) => Ask::Permohonan { permohonan: *permohonan },
        Question::Status(nik) => Ask::Status { nik: nik.as_str() },
    };
    serde_json::to_vec(&QuestionV1 { versi: VERSION, tanya }).expect("text keys and values are always JSON")
}

/// Reads the body that came back, and checks that it answers the question.
pub fn decode_reply(question: &Question, body: &[u8]) -> Result<Reply, GatewayError> {
    if body.len() > MAX_REPLY_BYTES {
        return Err(GatewayError::TooLong);
    }
    let Versioned { versi } = serde_json::from_slice(body).map_err(|_| GatewayError::Malformed)?;
    if versi != VERSION {
        return Err(GatewayError::Version(versi));
    }
    let ReplyV1 { tanda_terima, jawab } = serde_json::from_slice(body).map_err(|_| GatewayError::Malformed)?;
    let reply = Reply { receipt: text(&tanda_terima)?, content: content(jawab)? };
    if reply.answers(question) { Ok(reply) } else { Err(GatewayError::AnotherSubject) }
}

fn content(answer: Answer) -> Result<Content, GatewayError> {
    Ok(match answer {
        Answer::Diproses { permohonan } => Content::Pending { application: permohonan },
        Answer::Terbit { permohonan, nik } => Content::Issued { application: permohonan, nik: parse_nik(&nik)? },
        Answer::Ditolak { permohonan, alasan } => Content::Refused { application: permohonan, reason: text(&alasan)? },
        Answer::Status { nik, status_rekam, kartu_terbit } => Content::Status {
            nik: parse_nik(&nik)?,
            status: text(&status_rekam)?,
            card_before: kartu_terbit.map(|issued| if issued { CardBefore::Ya } else { CardBefore::Tidak }),
        },
        Answer::Galat { pesan } => return Err(GatewayError::Rejected(text(&pesan)?)),
    })
}

fn parse_nik(text: &str) -> Result<Nik, GatewayError> {
    Nik::parse(text).map_err(|_| GatewayError::Malformed)
}

fn text(text: &str) -> Result<String, GatewayError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_TEXT_CHARS { Err(GatewayError::Malformed) } else { Ok(text.to_owned()) }
}
