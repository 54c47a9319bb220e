//! What a slip says, and its CBOR: a map of two claims in canonical order (RFC 8949, 4.2.1).
//!
//! `6` (iat) is the second of issue. `-65537`, the first number for private use, is the slip of version 1:
//! `[case code, initials, last four digits of the NIK or null, service, stage]`. A version 2 takes the next number; these are never reused.

use std::fmt;

use ktpel_domain::{layanan::Layanan, stage::Stage, time::Timestamp};
use minicbor::{Decoder, Encoder, data::Type};

/// Longest initials: three letters of any alphabet with their dots.
pub const MAX_INITIALS_BYTES: usize = 24;
/// Last second that a date of four digits can name.
const MAX_SECONDS: i64 = 253_402_300_799;

const IAT: i64 = 6;
const SLIP_V1: i64 = -65_537;

/// Why something cannot be said on a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// Not of the form `7K3F-9QXM`.
    #[error("the case code has another form")]
    Code,
    /// Longer than [`MAX_INITIALS_BYTES`], or more than letters, dots and spaces.
    #[error("the initials have another form")]
    Initials,
    /// Not four digits.
    #[error("the end of the NIK is not four digits")]
    NikEnd,
    /// Before 1970 or after 9999.
    #[error("the time of issue is out of range")]
    Issued,
}

/// What a slip says. Cannot be built otherwise than as it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    code: String,
    initials: String,
    nik_end: Option<String>,
    layanan: Layanan,
    stage: Stage,
    issued_s: i64,
}

impl Claims {
    /// Takes what the slip shall say; of `issued` the whole second counts.
    pub fn new(
        code: &str,
        initials: &str,
        nik_end: Option<&str>,
        layanan: Layanan,
        stage: Stage,
        issued: Timestamp,
    ) -> Result<Self, ClaimError> {
        if !is_code(code) {
            return Err(ClaimError::Code);
        }
        if initials.len() > MAX_INITIALS_BYTES || !initials.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '.' | ' ')) {
            return Err(ClaimError::Initials);
        }
        if nik_end.is_some_and(|end| end.len() != 4 || !end.bytes().all(|digit| digit.is_ascii_digit())) {
            return Err(ClaimError::NikEnd);
        }
        let issued_s = issued.0.div_euclid(1000);
        if !(0..=MAX_SECONDS).contains(&issued_s) {
            return Err(ClaimError::Issued);
        }
        Ok(Self { code: code.to_owned(), initials: initials.to_owned(), nik_end: nik_end.map(str::to_owned), layanan, stage, issued_s })
    }

    /// Case code as people say it aloud, e.g. `7K3F-9QXM`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Initials of the resident, e.g. `S. R.`; empty where no name was known.
    #[must_use]
    pub fn initials(&self) -> &str {
        &self.initials
    }

    /// Last four digits of the NIK; none while there is no NIK.
    #[must_use]
    pub fn nik_end(&self) -> Option<&str> {
        self.nik_end.as_deref()
    }

    /// Service asked for.
    #[must_use]
    pub const fn layanan(&self) -> Layanan {
        self.layanan
    }

    /// Stage when the slip was issued.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// When it was issued, by the clock of the device that signed, to the second.
    #[must_use]
    pub const fn issued(&self) -> Timestamp {
        Timestamp(self.issued_s * 1000)
    }

    /// The one CBOR form.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::new(Vec::with_capacity(64));
        write(&mut e, self).expect("writing to memory cannot fail");
        e.into_writer()
    }

    /// Reads claims; the caller compares the bytes with [`Self::encode`], because CBOR has several forms of each value.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut d = Decoder::new(bytes);
        let claims = read(&mut d).ok().flatten()?;
        (d.position() == bytes.len()).then_some(claims)
    }
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn write(e: &mut Encoder<Vec<u8>>, claims: &Claims) -> Written {
    e.map(2)?.i64(IAT)?.i64(claims.issued_s)?;
    e.i64(SLIP_V1)?.array(5)?.str(&claims.code)?.str(&claims.initials)?;
    match &claims.nik_end {
        Some(end) => e.str(end)?,
        None => e.null()?,
    };
    e.u8(layanan_number(claims.layanan))?.u8(stage_number(claims.stage))?.ok()
}

fn read(d: &mut Decoder<'_>) -> Result<Option<Claims>, minicbor::decode::Error> {
    if d.map()? != Some(2) || d.i64()? != IAT {
        return Ok(None);
    }
    let issued_s = d.i64()?;
    if d.i64()? != SLIP_V1 || d.array()? != Some(5) {
        return Ok(None);
    }
    let (code, initials) = (d.str()?, d.str()?);
    let nik_end = if d.datatype()? == Type::Null { d.null().map(|()| None)? } else { Some(d.str()?) };
    let layanan = number_of(&Layanan::ALL, layanan_number, d.u8()?);
    let stage = number_of(&Stage::ALL, stage_number, d.u8()?);
    let (Some(layanan), Some(stage), Some(issued_ms)) = (layanan, stage, issued_s.checked_mul(1000)) else { return Ok(None) };
    Ok(Claims::new(code, initials, nik_end, layanan, stage, Timestamp(issued_ms)).ok())
}

fn number_of<T: Copy>(all: &[T], number: fn(T) -> u8, wanted: u8) -> Option<T> {
    all.iter().copied().find(|one| number(*one) == wanted)
}

/// Number of a service on slips; never reused.
const fn layanan_number(layanan: Layanan) -> u8 {
    match layanan {
        Layanan::Baru => 1,
        Layanan::PindahDatang => 2,
        Layanan::Hilang => 3,
        Layanan::Rusak => 4,
        Layanan::PerubahanData => 5,
        Layanan::LuarDomisili => 6,
    }
}

/// Number of a stage on slips; never reused.
const fn stage_number(stage: Stage) -> u8 {
    match stage {
        Stage::InProgress => 1,
        Stage::DocumentsMissing => 2,
        Stage::WaitingForNik => 3,
        Stage::WaitingForAge => 4,
        Stage::WaitingForPrint => 5,
        Stage::Printed => 6,
        Stage::HandedOver => 7,
    }
}

/// Whether the text is a case code: four and four letters of Crockford's alphabet, as `ktpel_case::kode` writes them.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let letter = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'Z') && !b"ILOU".contains(&byte);
    text.len() == 9 && text.bytes().enumerate().all(|(at, byte)| if at == 4 { byte == b'-' } else { letter(byte) })
}

/// Names the service and the stage, not the person.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claims({:?} {:?} at {} s)", self.layanan, self.stage, self.issued_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(code: &str, initials: &str, nik_end: Option<&str>, ms: i64) -> Result<Claims, ClaimError> {
        Claims::new(code, initials, nik_end, Layanan::Hilang, Stage::Printed, Timestamp(ms))
    }

    #[test]
    fn only_what_the_paper_shows_can_be_said() {
        assert!(claims("7K3F-9QXM", "S. R.", Some("9901"), 1).is_ok());
        assert!(claims("7K3F-9QXM", "", None, 1).is_ok(), "nobody knows the name yet");
        for code in ["7K3F9QXM", "7k3f-9qxm", "7K3F-9QXI", "7K3F-9QXM ", ""] {
            assert_eq!(claims(code, "S.", None, 1), Err(ClaimError::Code), "{code:?}");
        }
        for initials in ["<b>", "S\u{0}", "A. B. C. D. E. F. G. H. I.", "1."] {
            assert_eq!(claims("7K3F-9QXM", initials, None, 1), Err(ClaimError::Initials), "{initials:?}");
        }
        for end in ["", "990", "99011", "99O1", "٩٩٠١"] {
            assert_eq!(claims("7K3F-9QXM", "S.", Some(end), 1), Err(ClaimError::NikEnd), "{end:?}");
        }
        for ms in [-1, i64::MIN, i64::MAX] {
            assert_eq!(claims("7K3F-9QXM", "S.", None, ms), Err(ClaimError::Issued), "{ms}");
        }
    }

    #[test]
    fn numbers_of_services_and_stages_never_change() {
        assert_eq!(Layanan::ALL.map(layanan_number), [1, 2, 3, 4, 5, 6]);
        assert_eq!(Stage::ALL.map(stage_number), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn debug_tells_nothing_about_the_person() {
        let shown = format!("{:?}", claims("7K3F-9QXM", "S. R.", Some("9901"), 1000).unwrap());
        assert_eq!(shown, "Claims(Hilang Printed at 1 s)");
    }
}
