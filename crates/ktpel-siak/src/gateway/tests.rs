use std::collections::BTreeMap;

use super::*;
use crate::facts::Obtained;

const CASE: DocId = DocId([3; 16]);
const CASE_HEX: &str = "03030303030303030303030303030303";
const SITI: &str = "5272015503909901";
const AT: Timestamp = Timestamp(1_795_395_600_000);

/// An adapter that runs in memory: replies are the JSON of a real one.
struct Replies(BTreeMap<String, String>);

impl SiakGateway for Replies {
    fn ask(&self, question: &Question) -> Result<Reply, GatewayError> {
        let asked = String::from_utf8(encode_question(question)).unwrap();
        let reply = self.0.get(&asked).ok_or(GatewayError::NotReached)?;
        decode_reply(question, reply.as_bytes())
    }
}

fn siti() -> Nik {
    Nik::parse(SITI).unwrap()
}

fn application() -> NikApplication {
    NikApplication {
        id: CASE,
        filed_at: AT,
        fields: [("nama_lengkap".to_owned(), "Siti Rahmah".to_owned())].into(),
        documents: ["f104".to_owned()].into(),
    }
}

#[track_caller]
fn check(question: &Question, body: &str, expect: Result<Content, GatewayError>) {
    let reply = decode_reply(question, body.as_bytes());
    assert_eq!(reply.map(|reply| reply.content), expect, "{body}");
}

#[test]
fn the_wire_of_a_question_is_fixed() {
    let text = |question| String::from_utf8(encode_question(&question)).unwrap();
    assert_eq!(text(Question::Status(siti())), format!(r#"{{"versi":1,"tanya":"status","nik":"{SITI}"}}"#));
    assert_eq!(text(Question::Application(CASE)), format!(r#"{{"versi":1,"tanya":"permohonan","permohonan":"{CASE_HEX}"}}"#));
    assert_eq!(
        text(Question::Apply(application())),
        format!(
            r#"{{"versi":1,"tanya":"ajukan","permohonan":"{CASE_HEX}","diajukan":"2026-11-23","data":{{"nama_lengkap":"Siti Rahmah"}},"dokumen":["f104"]}}"#
        )
    );
}

#[test]
fn replies_are_read() {
    let asked = Question::Application(CASE);
    let body = |rest: &str| format!(r#"{{"versi":1,"tanda_terima":"R-1","jawab":{rest}}}"#);
    check(&asked, &body(&format!(r#""diproses","permohonan":"{CASE_HEX}""#)), Ok(Content::Pending { application: CASE }));
    check(
        &asked,
        &body(&format!(r#""terbit","permohonan":"{CASE_HEX}","nik":"{SITI}""#)),
        Ok(Content::Issued { application: CASE, nik: siti() }),
    );
    check(
        &asked,
        &body(&format!(r#""ditolak","permohonan":"{CASE_HEX}","alasan":"Akta tidak terbaca""#)),
        Ok(Content::Refused { application: CASE, reason: "Akta tidak terbaca".to_owned() }),
    );
    check(
        &Question::Status(siti()),
        &body(&format!(r#""status","nik":"{SITI}","status_rekam":"CARD_ISSUED","kartu_terbit":true"#)),
        Ok(Content::Status { nik: siti(), status: "CARD_ISSUED".to_owned(), card_before: Some(CardBefore::Ya) }),
    );
}

#[test]
fn replies_that_cannot_be_trusted_are_refused() {
    let asked = Question::Status(siti());
    let status = |nik: &str| format!(r#"{{"versi":1,"tanda_terima":"R-1","jawab":"status","nik":"{nik}","status_rekam":"CARD_ISSUED"}}"#);
    check(&asked, &status("5272011503909902"), Err(GatewayError::AnotherSubject));
    check(&asked, &status("5272"), Err(GatewayError::Malformed));
    check(&asked, &status(SITI).replace("R-1", " "), Err(GatewayError::Malformed));
    check(&asked, &status(SITI).replace(":1,", ":2,"), Err(GatewayError::Version(2)));
    check(&asked, "", Err(GatewayError::Malformed));
    check(&asked, "[]", Err(GatewayError::Malformed));
    check(&asked, &" ".repeat(MAX_REPLY_BYTES + 1), Err(GatewayError::TooLong));
    check(
        &asked,
        r#"{"versi":1,"tanda_terima":"R-1","jawab":"galat","pesan":"sedang pemeliharaan"}"#,
        Err(GatewayError::Rejected("sedang pemeliharaan".to_owned())),
    );
    check(
        &asked,
        &format!(r#"{{"versi":1,"tanda_terima":"R-1","jawab":"diproses","permohonan":"{CASE_HEX}"}}"#),
        Err(GatewayError::AnotherSubject),
    );
}

#[test]
fn a_reply_becomes_facts_with_its_receipt_as_evidence() {
    let question = Question::Status(siti());
    let asked = String::from_utf8(encode_question(&question)).unwrap();
    let body = format!(
        r#"{{"versi":1,"tanda_terima":"R-7","jawab":"status","nik":"{SITI}","status_rekam":"PRINT_READY_RECORD","kartu_terbit":false}}"#
    );
    let gateway = Replies([(asked, body)].into());
    let facts = gateway.ask(&question).unwrap().facts(KeyId([1; 8]), AT).unwrap();
    let told: Vec<_> = facts.iter().map(|fact| (fact.name.id(), fact.value.as_str())).collect();
    assert_eq!(told, [("recording_status", "PRINT_READY_RECORD"), ("card_before", "tidak")]);
    assert!(facts.iter().all(|fact| fact.origin.obtained == Obtained::Gateway && fact.origin.evidence.as_deref() == Some("R-7")));
    assert_eq!(gateway.ask(&Question::Application(CASE)), Err(GatewayError::NotReached));
}

#[test]
fn a_status_that_is_not_known_is_no_fact() {
    let reply = Reply { receipt: "R-1".to_owned(), content: Content::Status { nik: siti(), status: "SIAP".to_owned(), card_before: None } };
    assert_eq!(reply.facts(KeyId([1; 8]), AT), Err(GatewayError::Fact(FactError::Status)));
}
