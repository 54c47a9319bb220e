//! The register as CSV, in the columns of the extract that a kit takes along.

use std::io;

use super::Resident;

/// Names of the columns, in order.
pub const HEADER: [&str; 18] = [
    "nik",
    "no_kk",
    "nama",
    "tempat_lahir",
    "tanggal_lahir",
    "jenis_kelamin",
    "gol_darah",
    "agama",
    "status_kawin",
    "pekerjaan",
    "kelurahan",
    "alamat",
    "rt",
    "rw",
    "shdk",
    "status_rekam",
    "kartu_terbit",
    "kewarganegaraan",
];

/// Writes a header and one line a resident; `kartu_terbit` is `true` or `false`, a missing NIK is empty.
pub fn write_csv(output: impl io::Write, residents: impl IntoIterator<Item = Resident>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(HEADER)?;
    for resident in residents {
        writer.write_record(resident.columns())?;
    }
    writer.flush()
}

impl Resident {
    /// The values in the order of [`HEADER`].
    #[must_use]
    pub fn columns(self) -> [String; 18] {
        [
            self.nik.unwrap_or_default(),
            self.no_kk,
            self.nama,
            self.tempat_lahir,
            self.tanggal_lahir.to_string(),
            self.jenis_kelamin.id().to_owned(),
            self.gol_darah,
            self.agama,
            self.status_kawin,
            self.pekerjaan,
            self.kelurahan,
            self.alamat,
            self.rt,
            self.rw,
            self.shdk,
            self.status_rekam.to_owned(),
            self.kartu_terbit.to_string(),
            self.kewarganegaraan,
        ]
    }
}
