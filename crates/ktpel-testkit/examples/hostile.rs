//! Writes the hostile specimens into the folder given, one file each; files that are there are never changed.

use ktpel_testkit::hostile::specimens;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    for specimen in specimens() {
        let file = folder.join(specimen.form.id()).join(format!("{}.bin", specimen.name));
        std::fs::create_dir_all(file.parent().ok_or("a file lies in a folder")?)?;
        if !file.exists() {
            std::fs::write(file, &specimen.bytes)?;
        }
    }
    Ok(())
}
