//! `cargo xtask gen`: writes the committed files that come from other data: the table of regions, the synthetic residents, hostile specimens.
//!
//! Needs npm and tar. The package is pinned, so the same input gives the same files; CI regenerates and looks at the diff.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Package with the codes of Kepmendagri, under the ODbL.
const PACKAGE: &str = "idn-area-data@4.0.1";
/// The province of which kelurahan and desa are kept.
const HOME_PROVINCE: &str = "52.";

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Writes all generated files.
pub fn run() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in the workspace")?;
    write_wilayah(&root.join("crates/ktpel-domain/data"))?;
    write_residents(root)?;
    write_hostile(root)
}

/// The regions in use from the package, with the retired codes from `wilayah_retired.csv`, into `wilayah.tsv`.
fn write_wilayah(data: &Path) -> Outcome<()> {
    let unpacked = unpack(PACKAGE)?;
    let table = wilayah_table(&unpacked.join("package/data"), &data.join("wilayah_retired.csv"));
    let licence = fs::copy(unpacked.join("package/data/LICENSE.md"), data.join("LICENSE-ODbL.md"));
    fs::remove_dir_all(&unpacked)?;
    licence?;
    fs::write(data.join("wilayah.tsv"), table?)?;
    Ok(())
}

/// Fetches a package with npm into a new directory and unpacks it there.
fn unpack(package: &str) -> Outcome<PathBuf> {
    let directory = std::env::temp_dir().join(format!("ktpel-gen-{}", std::process::id()));
    fs::create_dir_all(&directory)?;
    let packed = Command::new("npm").args(["pack", "--silent", package]).current_dir(&directory).output()?;
    if !packed.status.success() {
        return Err(format!("npm pack {package}: {}", String::from_utf8_lossy(&packed.stderr)).into());
    }
    let name = String::from_utf8(packed.stdout)?;
    let archive = name.lines().last().ok_or("npm pack named no file")?.trim();
    succeed(Command::new("tar").args(["-xzf", archive]).current_dir(&directory))?;
    Ok(directory)
}

/// One line a region, in the order of the codes: code, name, and `retired` where the code is no longer used.
fn wilayah_table(package: &Path, retired: &Path) -> Outcome<String> {
    let mut lines = BTreeMap::new();
    for file in ["provinces.csv", "regencies.csv", "districts.csv", "villages.csv"] {
        for (code, name) in rows(&package.join(file))? {
            let kept = code.len() <= "52.72.03".len() || code.starts_with(HOME_PROVINCE);
            if kept && lines.insert(code.clone(), name).is_some() {
                return Err(format!("{file}: {code} twice").into());
            }
        }
    }
    for (code, name) in rows(retired)? {
        if lines.insert(code.clone(), format!("{}\tretired", spelled_out(&name))).is_some() {
            return Err(format!("{code} is retired and in use").into());
        }
    }
    Ok(lines.iter().map(|(code, rest)| format!("{code}\t{rest}\n")).collect())
}

/// First and (named) last column of a CSV with a header.
fn rows(file: &Path) -> Outcome<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_path(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let headers = reader.headers()?.clone();
    let column = |wanted| headers.iter().position(|name| name == wanted).ok_or_else(|| format!("{}: no column {wanted}", file.display()));
    let (code, name) = (column("code")?, column("name")?);
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record?;
        let text = |place| record.get(place).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        found.push((text(code), text(name)));
    }
    Ok(found)
}

/// Names of old snapshots as the package writes them: `KAB. MERAUKE` is `Kabupaten Merauke`.
fn spelled_out(name: &str) -> String {
    let Some(short) =
        name.strip_prefix("KAB. ").map(|rest| ("Kabupaten", rest)).or_else(|| name.strip_prefix("KOTA ").map(|rest| ("Kota", rest)))
    else {
        return name.to_owned();
    };
    let (kind, rest) = short;
    rest.split(' ').fold(kind.to_owned(), |mut whole, word| {
        let mut letters = word.chars();
        whole.push(' ');
        whole.extend(letters.next());
        whole.push_str(&letters.as_str().to_lowercase());
        whole
    })
}

/// Two thousand residents of Kota Bima from the generator of the test kit.
fn write_residents(root: &Path) -> Outcome<()> {
    write_example("residents", &root.join("fixtures/residents.csv"), root)
}

/// What an example of the test kit writes to its output.
fn write_example(example: &str, file: &Path, root: &Path) -> Outcome<()> {
    let arguments = ["run", "--quiet", "-p", "ktpel-testkit", "--example", example];
    let written = Command::new(env!("CARGO")).args(arguments).current_dir(root).output()?;
    if !written.status.success() {
        return Err(format!("{example}: {}", String::from_utf8_lossy(&written.stderr)).into());
    }
    fs::write(file, written.stdout)?;
    Ok(())
}

/// The hostile specimens that are not there yet; released ones are never changed.
fn write_hostile(root: &Path) -> Outcome<()> {
    let generator = ["run", "--quiet", "-p", "ktpel-testkit", "--example", "hostile", "--", "fixtures/hostile"];
    succeed(Command::new(env!("CARGO")).args(generator).current_dir(root))
}

fn succeed(command: &mut Command) -> Outcome<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_old_snapshots_are_spelled_out() {
        for (old, expect) in [
            ("KAB. MERAUKE", "Kabupaten Merauke"),
            ("KAB. PEGUNUNGAN BINTANG", "Kabupaten Pegunungan Bintang"),
            ("KOTA SORONG", "Kota Sorong"),
            ("Tanah Miring", "Tanah Miring"),
        ] {
            assert_eq!(spelled_out(old), expect);
        }
    }
}
