//! What `strace` wrote, read as steps on the files of one folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The calls that change a file or make a change durable.
pub const CALLS: &str = "openat,lseek,write,pwrite64,writev,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,copy_file_range,sendfile";

/// One thing that happened to the disk.
#[derive(Debug)]
pub struct Step {
    /// Microseconds since 1970: begin of a change, end of a sync.
    pub at: u64,
    /// What.
    pub what: What,
}

/// What happened, on paths below the folder.
#[derive(Debug)]
pub enum What {
    /// A file was opened for writing; made if it was not there.
    Open { path: PathBuf, empty: bool },
    /// Bytes were written; without an offset after what was written last.
    Write { path: PathBuf, offset: Option<u64>, bytes: Vec<u8> },
    /// The place of the next write without an offset.
    Seek { path: PathBuf, offset: u64 },
    /// The length was set.
    Length { path: PathBuf, length: u64 },
    /// Everything written before `from` is durable.
    Sync { path: PathBuf, from: u64 },
    /// A name changed.
    Rename { from: PathBuf, to: PathBuf },
    /// A name was removed.
    Unlink { path: PathBuf },
    /// A folder was made.
    Folder { path: PathBuf },
}

/// Whether every thread of the program is known to have ended.
pub fn is_whole(traces: &Path) -> bool {
    let files: Vec<_> = fs::read_dir(traces).expect("the traces can be read").filter_map(Result::ok).collect();
    !files.is_empty()
        && files.iter().all(|file| {
            let text = fs::read(file.path()).unwrap_or_default();
            let last = text.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
            last.windows(4).any(|window| window == b" +++")
        })
}

/// All steps of all threads, in order.
pub fn read(traces: &Path, folder: &Path) -> Vec<Step> {
    let mut steps = Vec::new();
    for file in fs::read_dir(traces).expect("the traces can be read").map(|file| file.expect("the traces can be read").path()) {
        let text = fs::read_to_string(&file).expect("strace writes hexadecimal");
        steps.extend(text.lines().filter_map(|line| step(line, folder)));
    }
    steps.sort_by_key(|step| step.at);
    steps
}

/// One line: `1795362457.443648 pwrite64(3<\x2f\x74>, "\x00", 1, 24) = 1 <0.000429>`. Text is hexadecimal, so that a comma divides arguments.
fn step(line: &str, folder: &Path) -> Option<Step> {
    let (time, rest) = line.split_once(' ')?;
    let begin = micros(time)?;
    let (name, rest) = rest.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with(['-', '?']) {
        return None;
    }
    let arguments: Vec<&str> = arguments.trim_end().strip_suffix(')')?.split(", ").collect();
    let what = what(name, &arguments, result, begin, folder)?;
    let took = result.rsplit_once('<').and_then(|(_, took)| micros(took.trim_end_matches('>'))).unwrap_or(0);
    // A sync counts from its end on: until then the power may go.
    let at = if matches!(what, What::Sync { .. }) { begin + took } else { begin };
    Some(Step { at, what })
}

fn what(name: &str, arguments: &[&str], result: &str, begin: u64, folder: &Path) -> Option<What> {
    let quoted = || arguments.iter().filter_map(|text| below(text.strip_prefix('"')?.split_once('"')?.0, folder));
    let first = arguments.first()?;
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    match name {
        "openat" => {
            let flags = arguments.get(2)?;
            let path = file(result, folder)?;
            ["O_CREAT", "O_WRONLY", "O_RDWR"]
                .iter()
                .any(|flag| flags.contains(flag))
                .then(|| What::Open { path, empty: flags.contains("O_TRUNC") })
        }
        "write" | "pwrite64" => {
            let path = file(first, folder)?;
            let mut bytes = hex(arguments.get(1)?.trim_matches('"'));
            bytes.truncate(result.split(' ').next()?.parse().ok()?);
            Some(What::Write { path, offset: if name == "write" { None } else { Some(number(3)?) }, bytes })
        }
        "lseek" => Some(What::Seek { path: file(first, folder)?, offset: result.split(' ').next()?.parse().ok()? }),
        "ftruncate" => Some(What::Length { path: file(first, folder)?, length: number(1)? }),
        "fsync" | "fdatasync" => Some(What::Sync { path: file(first, folder)?, from: begin }),
        "rename" | "renameat" | "renameat2" => {
            let mut paths = quoted();
            Some(What::Rename { from: paths.next()?, to: paths.next()? })
        }
        "unlink" | "unlinkat" => Some(What::Unlink { path: quoted().next()? }),
        "mkdir" | "mkdirat" => Some(What::Folder { path: quoted().next()? }),
        other => {
            let touched = arguments.iter().find_map(|argument| file(argument, folder));
            assert!(touched.is_none(), "the recorder does not know what {other} does to a file");
            None
        }
    }
}

/// The file behind a descriptor, `12<\x2f…>`, if it lies in the folder and has a name there.
fn file(descriptor: &str, folder: &Path) -> Option<PathBuf> {
    let (path, rest) = descriptor.split_once('<')?.1.split_once('>')?;
    if rest.starts_with("(deleted)") { None } else { below(path, folder) }
}

/// The path within the folder. Memory shared among connections is no file that a start reads.
fn below(text: &str, folder: &Path) -> Option<PathBuf> {
    let path = PathBuf::from(String::from_utf8(hex(text)).ok()?);
    let path = path.strip_prefix(folder).ok()?.to_owned();
    (!path.to_string_lossy().ends_with("-shm")).then_some(path)
}

/// `\x2f\x74`
fn hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or(0);
    text.as_bytes().chunks_exact(4).map(|byte| digit(byte[2]) << 4 | digit(byte[3])).collect()
}

/// `1795362457.443648`
fn micros(text: &str) -> Option<u64> {
    let (seconds, part) = text.split_once('.')?;
    Some(seconds.parse::<u64>().ok()? * 1_000_000 + part.parse::<u64>().ok()?)
}
