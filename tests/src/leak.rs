//! The leak search: does any byte that was written hold something of a person?
//!
//! A needle is a number, a name, a phone, an address, or a 16-byte window of a picture. Each is sought as it would lie in a file:
//! UTF-8, UTF-16 in both byte orders, base64 in its three alignments (also as UTF-16, as a page holds it), a number also as an integer.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;

/// Length of a window of a picture, in bytes.
pub const WINDOW: usize = 16;
/// Distance between two windows: a leaked piece of this and one window more cannot pass unseen.
const STRIDE: usize = 64;
/// Headers and tables that all pictures of a format share say nothing about a person.
const SHARED_HEAD: usize = 1024;
/// A shorter needle would be found by chance in a few megabytes of ciphertext.
const SHORTEST: usize = 6;

/// What must not be found.
#[derive(Default)]
pub struct Secrets {
    forms: BTreeMap<Vec<u8>, (usize, &'static str)>,
    names: Vec<String>,
}

impl Secrets {
    /// Seeks a text: as it is, in capitals and in small letters. A text that is too short to prove anything is left out.
    pub fn text(&mut self, what: &str, text: &str) {
        if text.trim().len() < SHORTEST {
            return;
        }
        let name = self.name(what);
        for text in BTreeSet::from([text.to_owned(), text.to_uppercase(), text.to_lowercase()]) {
            self.add(name, "UTF-8", text.as_bytes().to_vec());
            let units: Vec<u16> = text.encode_utf16().collect();
            self.add(name, "UTF-16LE", units.iter().flat_map(|unit| unit.to_le_bytes()).collect());
            self.add(name, "UTF-16BE", units.iter().flat_map(|unit| unit.to_be_bytes()).collect());
            self.base64(name, text.as_bytes());
        }
    }

    /// Seeks a number of digits: as a text and as an integer of eight bytes.
    pub fn number(&mut self, what: &str, digits: &str) {
        self.text(what, digits);
        let name = self.name(what);
        if let Ok(number) = digits.parse::<u64>()
            && digits.len() >= 13
        {
            self.add(name, "integer", number.to_le_bytes().to_vec());
            self.add(name, "integer", number.to_be_bytes().to_vec());
        }
    }

    /// Seeks windows of a picture at fixed distances.
    ///
    /// # Panics
    /// When the picture is too small or too even to be recognised.
    pub fn picture(&mut self, what: &str, plain: &[u8]) {
        let name = self.name(what);
        let windows: Vec<&[u8]> = windows(plain).step_by(STRIDE).filter(|window| telling(window)).collect();
        assert!(windows.len() >= 16, "{what}: {} windows of {} bytes recognise no picture", windows.len(), plain.len());
        for window in windows {
            self.add(name, "bytes", window.to_vec());
            self.base64(name, window);
        }
    }

    /// How many forms are sought.
    #[must_use]
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether nothing is sought.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Makes the search ready.
    #[must_use]
    pub fn search(&self) -> Search {
        let automaton = AhoCorasick::new(self.forms.keys()).expect("a hundred thousand needles fit");
        Search { automaton, needles: self.forms.values().map(|(name, form)| (self.names[*name].clone(), *form)).collect() }
    }

    fn name(&mut self, what: &str) -> usize {
        self.names.push(what.to_owned());
        self.names.len() - 1
    }

    fn add(&mut self, name: usize, form: &'static str, bytes: Vec<u8>) {
        if bytes.len() >= SHORTEST {
            self.forms.entry(bytes).or_insert((name, form));
        }
    }

    fn base64(&mut self, name: usize, bytes: &[u8]) {
        for text in base64_forms(bytes) {
            self.add(name, "base64 in UTF-16LE", text.bytes().flat_map(|letter| [letter, 0]).collect());
            self.add(name, "base64", text.into_bytes());
        }
    }
}

/// All windows behind the part that pictures of one format share.
fn windows(plain: &[u8]) -> impl Iterator<Item = &[u8]> {
    plain.get(SHARED_HEAD..).unwrap_or_default().windows(WINDOW)
}

/// A window of few different bytes is found in any file.
fn telling(window: &[u8]) -> bool {
    window.iter().collect::<BTreeSet<_>>().len() >= 10
}

/// The letters that stand for `bytes` inside a longer base64 text, by alignment; the first and last letter, which also hold bits of the
/// neighbours, are cut.
fn base64_forms(bytes: &[u8]) -> Vec<String> {
    let forms = (0..3).map(|before: usize| {
        let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
        let (first, last) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        data_encoding::BASE64.encode(&padded)[first..last].to_owned()
    });
    forms.collect()
}

/// The ready search.
pub struct Search {
    automaton: AhoCorasick,
    needles: Vec<(String, &'static str)>,
}

/// Something of a person in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The file, or what was searched.
    pub place: PathBuf,
    /// Offset in bytes.
    pub at: usize,
    /// What was found.
    pub what: String,
    /// In which form.
    pub form: &'static str,
}

/// What a search of folders went through.
#[derive(Debug, Default)]
pub struct Searched {
    /// Files, by path.
    pub files: Vec<PathBuf>,
    /// Their bytes together.
    pub bytes: usize,
    /// What was found; must be empty.
    pub hits: Vec<Hit>,
}

impl Searched {
    /// Whether a file of that name was among them.
    #[must_use]
    pub fn saw(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.file_name().is_some_and(|known| known == name))
    }
}

impl Search {
    /// Searches some bytes.
    #[must_use]
    pub fn bytes(&self, place: &Path, bytes: &[u8]) -> Vec<Hit> {
        let found = self.automaton.find_iter(bytes).map(|found| {
            let (what, form) = &self.needles[found.pattern().as_usize()];
            Hit { place: place.to_owned(), at: found.start(), what: what.clone(), form }
        });
        found.collect()
    }

    /// Searches every file below the folders, its bytes and its name.
    #[must_use]
    pub fn folders(&self, folders: &[&Path]) -> Searched {
        let mut searched = Searched::default();
        for folder in folders {
            self.folder(folder, &mut searched);
        }
        searched
    }

    fn folder(&self, folder: &Path, searched: &mut Searched) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let (path, kind) = (entry.path(), entry.file_type().expect("the kind of a file"));
            searched.hits.extend(self.bytes(&path, entry.file_name().as_encoded_bytes()));
            if kind.is_dir() {
                self.folder(&path, searched);
            } else if kind.is_file() {
                // A running program may have removed it since it was listed.
                let Ok(bytes) = fs::read(&path) else { continue };
                searched.hits.extend(self.bytes(&path, &bytes));
                searched.bytes += bytes.len();
                searched.files.push(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMA: &str = "Siti Contoh Rahmah";
    const NIK: &str = "5272035503909901";

    fn noise(len: usize) -> Vec<u8> {
        let mut state = 5272_u32;
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        (0..len).map(next).collect()
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn base64(before: &[u8], bytes: &[u8]) -> Vec<u8> {
        data_encoding::BASE64.encode(&[before, bytes, b"dan seterusnya"].concat()).into_bytes()
    }

    fn search() -> (Search, Vec<u8>) {
        let picture = noise(8192);
        let mut secrets = Secrets::default();
        secrets.text("nama", NAMA);
        secrets.number("NIK", NIK);
        secrets.picture("foto", &picture);
        (secrets.search(), picture)
    }

    #[test]
    fn a_planted_needle_is_found_in_every_form() {
        let (search, picture) = search();
        let piece = &picture[3000..3000 + STRIDE + WINDOW];
        let planted: Vec<(&str, Vec<u8>)> = vec![
            ("nama", NAMA.into()),
            ("nama", NAMA.to_uppercase().into()),
            ("nama", NAMA.to_lowercase().into()),
            ("nama", utf16(NAMA)),
            ("nama", NAMA.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            ("nama", base64(b"", NAMA.as_bytes())),
            ("nama", base64(b"x", NAMA.as_bytes())),
            ("nama", base64(b"xy", NAMA.as_bytes())),
            ("nama", utf16(&String::from_utf8(base64(b"xyz", NAMA.as_bytes())).expect("base64 is text"))),
            ("NIK", NIK.into()),
            ("NIK", utf16(NIK)),
            ("NIK", base64(b"x", NIK.as_bytes())),
            ("NIK", NIK.parse::<u64>().expect("digits").to_le_bytes().into()),
            ("NIK", NIK.parse::<u64>().expect("digits").to_be_bytes().into()),
            ("foto", piece.into()),
            ("foto", base64(b"", piece)),
            ("foto", base64(b"x", piece)),
            ("foto", base64(b"xy", piece)),
        ];
        for (what, planted) in planted {
            let file = [noise(777).as_slice(), &planted, &noise(99)].concat();
            let hits = search.bytes(Path::new("planted"), &file);
            assert!(
                hits.iter().any(|hit| hit.what == what && (777..777 + planted.len()).contains(&hit.at)),
                "{what} in {planted:?}: {hits:?}"
            );
        }
    }

    #[test]
    fn files_below_folders_are_searched_with_their_names() {
        let (search, _) = search();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).expect("folders");
        fs::write(deep.join("log"), format!("... {NAMA} ...")).expect("a file");
        fs::write(deep.join(format!("{NIK}.pdf")), b"").expect("a file");
        fs::write(deep.join("quiet"), noise(120_000).split_off(20_000)).expect("a file");
        let searched = search.folders(&[folder.path()]);
        assert_eq!((searched.files.len(), searched.hits.len(), searched.saw("quiet")), (3, 2, true), "{searched:?}");
    }

    #[test]
    fn other_people_and_noise_are_not_found() {
        let (search, _) = search();
        let mut other = noise(300_000).split_off(20_000);
        other.extend_from_slice("Siti Lain, 5272035503909902".as_bytes());
        assert_eq!(search.bytes(Path::new("other"), &other), []);
    }
}
