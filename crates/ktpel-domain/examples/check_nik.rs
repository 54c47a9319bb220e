//! Checks NIKs from standard input, one a line, and writes `line number TAB verdict TAB reasons`.
//!
//! The verdict is `ok`, `warn` or `reject`; the reasons are codes with commas between them, none when there is nothing to say.
//! Usage: `check_nik [--on YYYY-MM-DD]`; without a date, today in Kota Bima. Ends with 2 on wrong use, 1 when a stream fails.
#![allow(clippy::print_stderr)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::{
    io::{self, BufRead, BufWriter, Write},
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use ktpel_domain::{Date, nik, time::Timestamp};

const USAGE: &str = "usage: check_nik [--on YYYY-MM-DD] < file with one NIK a line";
/// What is read of one line; sixteen digits and their separators are far shorter.
const LONGEST_LINE: usize = 4096;

fn main() -> ExitCode {
    let Some(today) = date_of(std::env::args_os().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match answer(&mut io::stdin().lock(), &mut BufWriter::new(io::stdout().lock()), today) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("check_nik: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The date of the arguments, or today; none on wrong use.
fn date_of(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Option<Date> {
    let Some(first) = arguments.next() else { return today() };
    let first = first.to_str()?;
    let date = match first.strip_prefix("--on=") {
        Some(date) => date.to_owned(),
        None if first == "--on" => arguments.next()?.into_string().ok()?,
        None => return None,
    };
    let iso = date.len() == "YYYY-MM-DD".len();
    if iso && arguments.next().is_none() { date.parse().ok() } else { None }
}

#[expect(clippy::disallowed_methods, reason = "a program: here the clock comes in")]
fn today() -> Option<Date> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp(i64::try_from(now.as_millis()).ok()?).tanggal())
}

fn answer(input: &mut impl BufRead, output: &mut impl Write, today: Date) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number: u64 = 0;
    while read_line(input, &mut line)? {
        number += 1;
        let bytes = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        // Bytes that are no text become a replacement character, which no NIK holds.
        let found = nik::check(&String::from_utf8_lossy(bytes), today);
        let reasons: Vec<_> = found.codes().collect();
        writeln!(output, "{number}\t{}\t{}", found.verdict().id(), reasons.join(","))?;
    }
    output.flush()
}

/// Reads the next line without its end into `line`; false at the end of the input. Of a very long line only the start is
/// kept, with a mark that no NIK holds.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        line.extend(part.iter().take(LONGEST_LINE.saturating_sub(line.len())));
        if line.len() == LONGEST_LINE {
            line.push(b'?');
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &[u8], expect: &str) {
        let mut output = Vec::new();
        // A buffer of seven bytes makes every line arrive in parts.
        let mut input = io::BufReader::with_capacity(7, input);
        answer(&mut input, &mut output, "2026-01-15".parse().unwrap()).unwrap();
        assert_eq!(String::from_utf8(output).unwrap(), expect);
    }

    #[test]
    fn each_line_is_answered_with_its_number() {
        check(
            b"5272011503909901\n\n5272010107079918\n5273011503909936\n0072010003900000",
            "1\tok\t\n2\treject\tE_FORMAT\n3\tok\tW_CENTURY\n4\twarn\tW_KAB_UNKNOWN\n5\treject\tE_PROVINCE,E_DAY,E_SERIAL\n",
        );
        check(b"", "");
        check(b"\n", "1\treject\tE_FORMAT\n");
    }

    #[test]
    fn files_from_other_systems_are_read() {
        check(b"\xef\xbb\xbf5272011503909901\r\n5272011503909902\r\n", "1\tok\t\n2\tok\t\n");
        check(b"\xff\xfe5272011503909901\n5272011503909902\n", "1\treject\tE_FORMAT\n2\tok\t\n");
    }

    #[test]
    fn a_very_long_line_is_one_refusal() {
        let padded = [b"5272011503909901", &[b' '; 10_000][..], b"1\n5272011503909901"].concat();
        check(&padded, "1\treject\tE_FORMAT\n2\tok\t\n");
    }

    #[test]
    fn wrong_use_is_no_date() {
        let date = |words: &[&str]| date_of(words.iter().map(Into::into));
        assert_eq!(date(&["--on", "2026-01-15"]), "2026-01-15".parse().ok());
        assert_eq!(date(&["--on=2026-01-15"]), "2026-01-15".parse().ok());
        for wrong in [&["--on"][..], &["--on", "2026-02-30"], &["--on", "15-01-2026"], &["2026-01-15"], &["--on", "2026-01-15", "x"]] {
            assert_eq!(date(wrong), None, "{wrong:?}");
        }
    }
}
