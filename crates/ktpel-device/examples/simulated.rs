//! Writes what the simulator captures of a few people into a folder, to be looked at.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{env, fs, path::PathBuf};

use ktpel_device::{Simulator, Slot, card_photo};

fn main() {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "simulated".to_owned()));
    fs::create_dir_all(&folder).unwrap();
    for subject in 0..6 {
        let simulator = Simulator::new(subject);
        for slot in Slot::ALL {
            for attempt in 1..=2 {
                if let Ok(take) = simulator.take(slot) {
                    let ending = if take.mime == "image/png" { "png" } else { "jpg" };
                    fs::write(folder.join(format!("{subject}-{slot}-{attempt}.{ending}")), &take.bytes).unwrap();
                    if slot == Slot::Wajah {
                        fs::write(folder.join(format!("{subject}-foto.jpg")), card_photo(&take.bytes).unwrap()).unwrap();
                    }
                }
            }
        }
    }
}
