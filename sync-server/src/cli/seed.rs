//! `sync-server seed`: a made-up office with users, a team, two visits and their register extract. Nobody in it exists.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use clap::Args;
use ktpel_domain::{Date, ids::DocId, peran::Peran, wilayah};
use ktpel_testkit::village::{Resident, Village, write_csv};
use ktpel_vault::{CaseIdentity, KdfCost};
use sha2::{Digest, Sha256};

use super::{
    CliError, Place,
    init::{self, policy},
    say,
};
use crate::{
    clock::SystemClock,
    office::{NewOffice, Office, account::NewUser},
    storage::VisitRow,
};

/// Login, name and role of the made-up users; the password is the login with `-contoh-2026` behind it.
const USERS: [(&str, &str, Peran); 5] = [
    ("kasi", "Nurhayati", Peran::KasiIdentitas),
    ("kabid", "Abdul Haris", Peran::Kabid),
    ("kadis", "Salahuddin", Peran::KepalaDinas),
    ("petugas", "Fitriani", Peran::PetugasAdministrasi),
    ("admin", "Admin Kantor", Peran::Admin),
];

const TEAM: [(&str, Peran); 4] = [
    ("Siti Rahmawati", Peran::OperatorPerekaman),
    ("Amiruddin", Peran::Operator),
    ("Nur Aini", Peran::PetugasAdministrasi),
    ("Ruslan Fo'o", Peran::Operator),
];

/// Kelurahan that are visited, with the place in each.
const VISITS: [(&str, &str); 2] = [("52.72.03.1004", "Aula Kantor Kelurahan Kolo"), ("52.72.01.1001", "Aula Kantor Kelurahan Paruga")];

/// Makes a made-up office.
#[derive(Debug, Args)]
pub struct Seed {
    #[command(flatten)]
    place: Place,
    /// Residents of the made-up city from which the extracts are taken.
    #[arg(long, default_value_t = 20_000)]
    residents: usize,
    /// One seed gives the same people on every machine.
    #[arg(long, default_value_t = 5272)]
    seed: u64,
    /// Date of both visits, `YYYY-MM-DD`; today if not given.
    #[arg(long)]
    on: Option<Date>,
    /// Marks the office as a demonstration (CONTOH on everything printed) and leaves the archive's keys beside the data.
    #[arg(long)]
    demo: bool,
    /// age recipient of the archive, as for `init`; without one the archive's keys are made here.
    #[arg(long = "archive-recipient", value_parser = init::recipient)]
    archive_recipients: Vec<String>,
    /// age recipient of the recovery key, as for `init`.
    #[arg(long, value_parser = init::recipient)]
    recovery_recipient: Option<String>,
}

impl Seed {
    pub fn run(self) -> Result<(), CliError> {
        let keys = self.archive_recipients.is_empty().then(DemoKeys::generate);
        let (archive_recipients, recovery_recipient) = match &keys {
            Some(keys) => keys.recipients(),
            None => (self.archive_recipients.clone(), self.recovery_recipient.clone()),
        };
        let new = NewOffice {
            nama: "Disdukcapil Kota Bima".to_owned(),
            archive_recipients,
            recovery_recipient,
            demo: self.demo,
            policy: policy(),
        };
        let office = Office::create(&self.place.data, self.place.key()?.as_ref(), Arc::new(SystemClock::default()), new)?;
        if let Some(keys) = keys.filter(|_| self.demo) {
            keys.leave_beside(&self.place.data)?;
        }
        people(&office)?;
        let on = self.on.unwrap_or_else(|| office.now().tanggal());
        let city = Village::kota_bima(self.seed, self.residents);
        for (kelurahan, tempat) in VISITS {
            self.visit(&office, kelurahan, tempat, on, &city)?;
        }
        Ok(())
    }

    fn visit(&self, office: &Office, kelurahan: &str, tempat: &str, on: Date, city: &[Resident]) -> Result<(), CliError> {
        let region = wilayah::lookup(kelurahan).ok_or("the region table has the visited kelurahan")?;
        let row = VisitRow {
            id: DocId(named_id(&format!("kunjungan/{}/{kelurahan}/{on}", self.seed))),
            kelurahan: kelurahan.to_owned(),
            kelurahan_nama: region.name.to_owned(),
            tanggal: on.to_string(),
            tempat: tempat.to_owned(),
            extract: None,
            jam: "08.00–15.00".to_owned(),
            kontak_nama: "Lurah".to_owned(),
            kontak_hp: "0812-0000-0000".to_owned(),
            // Whatever laptop is taken in later may serve it.
            team: None,
        };
        office.plan_visit(&row, None)?;
        let mut csv = Vec::new();
        write_csv(&mut csv, with_families(city, kelurahan))?;
        let published = office.publish_extract(row.id, &csv, None)?;
        if let Some(line) = published.rejected.first() {
            return Err(format!("the made-up register has a bad line: {line}").into());
        }
        say(&format!("visit {} {on}: {}, {} residents", row.id, region.name, published.rows));
        Ok(())
    }
}

/// Keys that a real office makes on the archive workstation and wraps by two persons' passphrases.
struct DemoKeys {
    archive: CaseIdentity,
    reserve: CaseIdentity,
    recovery: CaseIdentity,
}

impl DemoKeys {
    fn generate() -> Self {
        Self { archive: CaseIdentity::generate(), reserve: CaseIdentity::generate(), recovery: CaseIdentity::generate() }
    }

    fn recipients(&self) -> (Vec<String>, Option<String>) {
        let archive = [&self.archive, &self.reserve].map(|key| key.recipient().to_string());
        (archive.into(), Some(self.recovery.recipient().to_string()))
    }

    fn leave_beside(&self, data: &Path) -> std::io::Result<()> {
        std::fs::write(data.join("arsip-contoh.age-identity"), self.archive.secret().as_bytes())?;
        std::fs::write(data.join("cadangan-contoh.age-identity"), self.reserve.secret().as_bytes())?;
        std::fs::write(data.join("pemulihan-contoh.age-identity"), self.recovery.secret().as_bytes())
    }
}

fn people(office: &Office) -> Result<(), CliError> {
    for (login, nama, peran) in USERS {
        let password = format!("{login}-contoh-2026");
        office.add_user(&NewUser { login, nama, peran, password: &password }, KdfCost::STANDARD)?;
        say(&format!("user {login} password {password} ({})", peran.label()));
    }
    for (nama, peran) in TEAM {
        office.add_operator(named_id(&format!("operator/{nama}")), nama, peran)?;
        say(&format!("operator {nama} ({})", peran.label()));
    }
    Ok(())
}

/// Residents of the kelurahan, and everybody on a family card with one of them.
fn with_families(city: &[Resident], kelurahan: &str) -> Vec<Resident> {
    let families: BTreeSet<&str> =
        city.iter().filter(|resident| resident.kelurahan == kelurahan).map(|resident| resident.no_kk.as_str()).collect();
    city.iter().filter(|resident| families.contains(resident.no_kk.as_str())).cloned().collect()
}

/// The same name gives the same id, so that seeding twice makes the same office.
fn named_id(name: &str) -> [u8; 16] {
    let digest = Sha256::digest(format!("ktpel-seed/{name}"));
    *digest.first_chunk().expect("a digest has 32 bytes")
}
