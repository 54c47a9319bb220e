//! Writes a sample of each document as PNG (and PDF with `--pdf`) into a folder, in demo mode and, for the card, in
//! office mode as well. Slips are written dot for dot as the thermal head prints them.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod contoh;

use std::{env, fs, path::PathBuf};

use ktpel_print::{Document, Mode, Typesetter};

fn main() {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "docs/screens".to_owned()));
    let with_pdf = arguments.any(|argument| argument == "--pdf");
    fs::create_dir_all(&folder).unwrap();
    let typesetter = Typesetter::new();
    for (name, document, dpi) in contoh::semua() {
        let rendered = typesetter.render(&document, contoh::imprint(Mode::Demo)).unwrap();
        let path = folder.join(format!("print-{name}.png"));
        match rendered.slip_raster().unwrap() {
            Some(dots) => dots.save(path).unwrap(),
            None => fs::write(path, rendered.png(dpi).unwrap()).unwrap(),
        }
        if with_pdf {
            fs::write(folder.join(format!("print-{name}.pdf")), rendered.pdf().unwrap()).unwrap();
        }
        if let Document::CardFace(_) = document {
            let office = typesetter.render(&document, contoh::imprint(Mode::Office)).unwrap();
            fs::write(folder.join(format!("print-{name}-kantor.png")), office.png(dpi).unwrap()).unwrap();
        }
        println!("{name}: {:?} mm, {} halaman", rendered.size_mm(), rendered.pages());
    }
}
