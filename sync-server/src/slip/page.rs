//! The page as HTML: made of words and of what the slip says, each text escaped. No script, no link, no picture.

use std::{fmt::Write, sync::LazyLock};

use axum::http::HeaderValue;
use ktpel_domain::time::Timestamp;
use sha2::{Digest, Sha256};

use super::words::{self, Words};
use crate::{
    office::{
        Office, OfficeError,
        slip::{GenuineSlip, SlipCheck},
    },
    storage::DeviceStatus,
};

const STYLE: &str = include_str!("slip.css");

/// The office as the page names it.
#[derive(Default)]
pub struct Letterhead {
    office: String,
    demo: bool,
}

impl Letterhead {
    pub fn of(office: &Office) -> Result<Self, OfficeError> {
        let row = office.storage.read(|tables| tables.office().find())?.ok_or(OfficeError::NotSetUp)?;
        Ok(Self { office: row.nama, demo: row.demo })
    }
}

/// Nothing but the style sheet of the page itself.
pub fn policy() -> HeaderValue {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
        let hash = data_encoding::BASE64.encode(&Sha256::digest(STYLE));
        let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        HeaderValue::try_from(policy).expect("base64 and the rest are visible ASCII")
    });
    POLICY.clone()
}

/// The answer to a token.
pub fn of(check: &SlipCheck, letterhead: &Letterhead, now: Timestamp) -> String {
    match check {
        SlipCheck::Genuine(slip) => genuine(slip, letterhead, now),
        SlipCheck::Refused(error) => {
            let (why, todo) = words::refusal(*error);
            let body = format!("{}{}{}", said(why, "p"), said(todo, "p"), checked(now));
            page(letterhead, Tone::Bad, words::NOT_GENUINE, &body)
        }
    }
}

/// Asked too often.
pub fn too_often(wait_s: u64) -> String {
    let wait = format!("<p>{wait_s} detik. <i lang=en>{wait_s} seconds.</i></p>");
    page(&Letterhead::default(), Tone::Warn, words::TOO_OFTEN, &format!("{}{wait}", said(words::TRY_AGAIN, "p")))
}

/// The server failed.
pub fn failed() -> String {
    page(&Letterhead::default(), Tone::Warn, words::FAILED, &said(words::TRY_AGAIN, "p"))
}

#[derive(Clone, Copy)]
enum Tone {
    Ok,
    Warn,
    Bad,
}

impl Tone {
    /// Class and sign: never by colour alone.
    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Ok => ("ok", "✓"),
            Self::Warn => ("warn", "!"),
            Self::Bad => ("bad", "✗"),
        }
    }
}

fn genuine(genuine: &GenuineSlip, letterhead: &Letterhead, now: Timestamp) -> String {
    let claims = &genuine.slip.claims;
    let mut body = String::new();
    if genuine.standing != DeviceStatus::Active {
        body.push_str(&format!("<div class=\"box warn\">{}</div>", said(words::REVOKED_LATER, "p")));
    }
    let (now_words, todo) = match genuine.stage {
        Some(stage) => {
            let (sentence, todo) = words::stage(stage);
            (said(sentence, "p"), said(todo, "p"))
        }
        None => (said(words::NOT_HERE_YET, "p"), String::new()),
    };
    body.push_str(&format!("<div class=box>{}{now_words}{todo}</div>", said(words::NOW, "h2")));
    body.push_str("<dl>");
    row(&mut body, words::CODE, &escape(claims.code()));
    row(&mut body, words::INITIALS, &escape(claims.initials()));
    if let Some(end) = claims.nik_end() {
        row(&mut body, words::NIK_END, &escape(end));
    }
    row(&mut body, words::LAYANAN, &both(Words { id: claims.layanan().label(), en: claims.layanan().label_en() }));
    body.push_str("</dl>");
    let printed = Words { id: claims.stage().label(), en: claims.stage().label_en() };
    let device = escape(&genuine.device);
    body.push_str(&format!("{}{}<p>{device}, {}</p>", said(words::ON_THE_SLIP, "h2"), said(printed, "p"), time(claims.issued())));
    body.push_str(&format!("<hr>{}{}{}", said(words::FREE, "p"), said(words::PRIVATE, "p"), checked(now)));
    let tone = if genuine.standing != DeviceStatus::Active { Tone::Warn } else { Tone::Ok };
    page(letterhead, tone, words::GENUINE, &body)
}

/// One line of the table; `value` is HTML.
fn row(body: &mut String, label: Words, value: &str) {
    let _never_fails = write!(body, "<dt>{}</dt><dd>{value}</dd>", both(label));
}

fn said(words: Words, tag: &str) -> String {
    format!("<{tag}>{}</{tag}>", both(words))
}

fn both(words: Words) -> String {
    format!("{} <i lang=en>{}</i>", escape(words.id), escape(words.en))
}

fn checked(now: Timestamp) -> String {
    format!("<p class=small>Diperiksa {} <i lang=en>Checked then</i></p>", time(now))
}

/// `23-11-2026 09.15 WITA`.
fn time(at: Timestamp) -> String {
    let at = at.local();
    format!("{:02}-{:02}-{} {:02}.{:02} WITA", at.day(), at.month(), at.year(), at.hour(), at.minute())
}

fn page(letterhead: &Letterhead, tone: Tone, title: Words, body: &str) -> String {
    let (class, sign) = tone.parts();
    let office = escape(&letterhead.office);
    let demo = if letterhead.demo { "<p class=demo>CONTOH · tidak berlaku <i lang=en>Sample, not valid</i></p>" } else { "" };
    format!(
        "<!doctype html><html lang=id><head><meta charset=utf-8><meta name=viewport content=\"width=device-width,initial-scale=1\">\
         <meta name=robots content=noindex><title>{title} · KTP-el</title><style>{STYLE}</style></head>\
         <body>{demo}<header>{office}</header><main><h1 class={class}><span aria-hidden=true>{sign}</span> {title} <i lang=en>{en}</i></h1>\
         {body}</main></body></html>",
        title = title.id,
        en = title.en,
    )
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_typed_cannot_become_markup() {
        let letterhead = Letterhead { office: "<script>alert(1)</script> & \"Dinas\"".to_owned(), demo: true };
        let html = page(&letterhead, Tone::Bad, words::NOT_GENUINE, "");
        assert!(!html.contains("<script>") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Dinas&quot;"));
    }

    #[test]
    fn the_time_is_that_of_kota_bima() {
        assert_eq!(time(Timestamp(1_795_396_500_000)), "23-11-2026 09.15 WITA");
    }
}
