//! What the office shows to take a kit in: its address, the one-time code and the fingerprint of its authority, as one text for a QR code.
//!
//! `KTPEL1 <address> <code> <fingerprint>`; code and fingerprint are Crockford base32, so that people can read them aloud and type them. A barcode
//! scanner types the whole text into the field where otherwise the code is typed.

const MARK: &str = "KTPEL1";
/// Letters of a code: 80 bits.
pub const CODE_LETTERS: usize = 16;
/// Letters of a fingerprint: 256 bits.
const FINGERPRINT_LETTERS: usize = 52;
/// Longest text that is looked at.
const LONGEST: usize = 512;

/// Crockford base32: no I, L, O, U, so that a code is read aloud without mistakes.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a text is no invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// It does not have the form of one.
    #[error("not the text of an invitation")]
    Malformed,
    /// The address is missing: only the code was given.
    #[error("the address of the office is missing")]
    NoAddress,
}

/// What a kit needs to ask an office to take it in.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Address of the office for kits that it does not know yet.
    pub office_url: String,
    /// Letters of the one-time code ([`letters`]).
    pub code: String,
    /// SHA-256 of the certificate of the office's authority; none where the code was typed alone.
    pub ca: Option<[u8; 32]>,
}

impl Invitation {
    /// The one text, for the QR code.
    #[must_use]
    pub fn to_text(&self) -> String {
        let ca = self.ca.map(|ca| spell(&ca)).unwrap_or_default();
        format!("{MARK} {} {} {}", self.office_url, grouped(&self.code), grouped(&ca)).trim_end().to_owned()
    }

    /// Reads what was typed, pasted or scanned into the field of the code: the one text, or the code alone with the address beside it.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(typed: &str, office_url: &str) -> Result<Self, InvitationError> {
        if typed.len() > LONGEST || office_url.len() > LONGEST {
            return Err(InvitationError::Malformed);
        }
        let mut words = typed.split_whitespace();
        if !words.next().is_some_and(|word| word.eq_ignore_ascii_case(MARK)) {
            let office_url = office_url.trim().to_owned();
            return if office_url.is_empty() {
                Err(InvitationError::NoAddress)
            } else {
                Ok(Self { office_url, code: letters(typed), ca: None })
            };
        }
        let office_url = words.next().ok_or(InvitationError::Malformed)?.to_owned();
        let rest = letters(&words.collect::<String>());
        let (code, ca) = rest.split_at_checked(CODE_LETTERS).ok_or(InvitationError::Malformed)?;
        let ca = if ca.is_empty() { None } else { Some(unspell(ca).ok_or(InvitationError::Malformed)?) };
        Ok(Self { office_url, code: code.to_owned(), ca })
    }
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation").field("office_url", &self.office_url).finish_non_exhaustive()
    }
}

/// What people type for a code or a fingerprint: case, spaces and dashes do not matter; O is 0, I and L are 1.
#[must_use]
pub fn letters(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase());
    letters
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// Bytes as letters, five bits each; what is missing to the last letter is zero.
#[must_use]
pub fn spell(bytes: &[u8]) -> String {
    let (mut out, mut held, mut bits) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        (held, bits) = (held << 8 | u32::from(*byte), bits + 8);
        while bits >= 5 {
            bits -= 5;
            out.push(letter(held >> bits));
        }
    }
    if bits > 0 {
        out.push(letter(held << (5 - bits)));
    }
    out
}

/// Four letters, a dash, four letters.
#[must_use]
pub fn grouped(letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn letter(value: u32) -> char {
    LETTERS.get((value & 31) as usize).map_or('0', |byte| char::from(*byte))
}

fn unspell(text: &str) -> Option<[u8; 32]> {
    if text.len() != FINGERPRINT_LETTERS {
        return None;
    }
    let (mut bytes, mut held, mut bits) = (Vec::with_capacity(32), 0_u32, 0_u32);
    for typed in text.bytes() {
        let value = LETTERS.iter().position(|known| *known == typed)?;
        (held, bits) = (held << 5 | u32::try_from(value).ok()?, bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    let rest = held & ((1 << bits) - 1);
    if rest == 0 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        let ca = std::array::from_fn(|n| u8::try_from(n * 7 + 3).unwrap());
        Invitation { office_url: "https://dukcapil.example:8440".into(), code: "7K3F9QXM00110022".into(), ca: Some(ca) }
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let text = invitation().to_text();
        assert_eq!(Invitation::read(&text, ""), Ok(invitation()));
        assert_eq!(Invitation::read(&format!("  {}\r\n", text.replace('-', " ")), "https://other"), Ok(invitation()), "typed with spaces");
        assert_eq!(Invitation::read(&text.to_lowercase(), ""), Ok(invitation()), "a scanner with the shift key the other way");
        let short = Invitation { ca: None, ..invitation() };
        assert_eq!(Invitation::read(&short.to_text(), ""), Ok(short));
    }

    #[test]
    fn a_code_alone_needs_the_address() {
        let read = Invitation::read("7k3f-9qxm oo11 0022", " https://dukcapil.example ").unwrap();
        assert_eq!((read.code.as_str(), read.office_url.as_str(), read.ca), ("7K3F9QXM00110022", "https://dukcapil.example", None));
        assert_eq!(Invitation::read("7k3f", ""), Err(InvitationError::NoAddress));
    }

    #[test]
    fn a_fingerprint_that_was_cut_or_mistyped_is_not_half_believed() {
        let text = invitation().to_text();
        for cut in 1..60 {
            let read = Invitation::read(&text[..text.len() - cut], "");
            assert!(read.as_ref().map_or(true, |read| read.ca.is_none()), "cut by {cut}: {read:?}");
        }
        assert_eq!(Invitation::read(&format!("{text}A"), ""), Err(InvitationError::Malformed));
        assert_eq!(Invitation::read("KTPEL1", ""), Err(InvitationError::Malformed));
        assert_eq!(Invitation::read(&format!("KTPEL1 https://x {}", "A".repeat(600)), ""), Err(InvitationError::Malformed));
    }

    #[test]
    fn bits_become_letters() {
        assert_eq!(spell(&[0; 10]), "0".repeat(16));
        assert_eq!(spell(&[0xff; 10]), "Z".repeat(16));
        let spelled = spell(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!((spelled.len(), letters(&spelled)), (16, spelled.clone()), "no letter that people mistake");
        assert_eq!(letters("7k3f-9qxm 0oil"), "7K3F9QXM0011");
    }
}
