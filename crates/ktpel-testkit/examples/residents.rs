//! Writes the residents of fixtures/residents.csv to standard output, or as many as the first argument says.

use ktpel_testkit::village::{FIXTURE_RESIDENTS, FIXTURE_SEED, Village, write_csv};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let residents = match std::env::args().nth(1) {
        Some(count) => count.parse()?,
        None => FIXTURE_RESIDENTS,
    };
    write_csv(std::io::stdout().lock(), Village::stream(FIXTURE_SEED).take(residents))?;
    Ok(())
}
