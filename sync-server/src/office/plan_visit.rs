//! Assigning visits and publishing their register extract.

use std::collections::BTreeMap;

use ktpel_domain::{
    ids::{DeviceId, DocId, Hash, KeyId},
    peran::Peran,
    status::RecordingStatus,
};
use ktpel_siak::extract::{self, COLUMNS, ExtractRow, TableError};
use ktpel_sync::{
    EntryKind,
    extract::{ExtractError, encode_extract},
    payload::{Record, Visit},
};

use super::{Office, OfficeError};
use crate::{
    api::views::LiveEvent,
    storage::{ExtractHead, OperatorRow, ResidentRow, StorageError, Tables, VisitRow},
};

/// An extract that kits may fetch.
#[derive(Debug)]
pub struct Published {
    /// Names it.
    pub digest: Hash,
    /// Residents inside.
    pub rows: u32,
    /// Lines left out, by number and column, without their content.
    pub rejected: Vec<String>,
}

/// Why an extract could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no such visit.
    #[error("there is no such visit")]
    NoVisit,
    /// The file is not a table of the expected columns.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The rows are too many.
    #[error(transparent)]
    Extract(#[from] ExtractError),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for PublishError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Assigns a visit, or changes it; kits learn it from the office's log.
    pub fn plan_visit(&self, row: &VisitRow, by: Option<KeyId>) -> Result<(), OfficeError> {
        self.storage.write(|tables| self.store_visit(tables, row, by))?;
        self.tell(LiveEvent::Visits);
        Ok(())
    }

    /// Laptops join or leave the team of a visit; gives the visit as it is then, none where there is none.
    pub fn set_team(&self, visit: DocId, team: Vec<DeviceId>, by: Option<KeyId>) -> Result<Option<VisitRow>, OfficeError> {
        let row = self.storage.write(|tables| {
            let Some(row) = tables.visits().find(visit)? else { return Ok(None) };
            let row = VisitRow { team: Some(team), ..row };
            self.store_visit(tables, &row, by)?;
            Ok::<_, OfficeError>(Some(row))
        })?;
        self.tell(LiveEvent::Visits);
        Ok(row)
    }

    /// Signs the register rows for a visit and makes them the extract that its kits fetch.
    ///
    /// Lines that cannot be read are told by number and left out; the good ones go.
    pub fn publish_extract(&self, visit: DocId, csv: &[u8], by: Option<KeyId>) -> Result<Published, PublishError> {
        let (rows, rejected) = extract::read_all(csv)?;
        let count = u32::try_from(rows.len()).map_err(|_| ExtractError::TooLarge)?;
        let made = self.now();
        let (bytes, digest) = encode_extract(visit, made, count, &extract::write(&rows), |message| self.sign(message))?;
        self.storage.write(|tables| {
            let row = tables.visits().find(visit)?.ok_or(PublishError::NoVisit)?;
            tables.extracts().put(visit, ExtractHead { digest, rows: u64::from(count), made }, &bytes)?;
            tables.residents().put(rows.iter().filter_map(resident))?;
            self.store_visit(tables, &VisitRow { extract: Some(digest), ..row }, by)?;
            Ok::<_, PublishError>(())
        })?;
        self.tell(LiveEvent::Visits);
        Ok(Published { digest, rows: count, rejected: rejected.iter().map(ToString::to_string).collect() })
    }

    /// Adds a person to the list that kits get at enrolment.
    pub fn add_operator(&self, id: [u8; 16], nama: &str, peran: Peran) -> Result<(), OfficeError> {
        let row = OperatorRow { id, nama: nama.to_owned(), peran: peran.id().to_owned() };
        Ok(self.storage.write(|tables| tables.operators().put(&row))?)
    }

    fn store_visit(&self, tables: &Tables<'_>, row: &VisitRow, by: Option<KeyId>) -> Result<(), OfficeError> {
        let before = tables.visits().find(row.id)?;
        tables.visits().put(row)?;
        let record = Visit {
            kelurahan: row.kelurahan.clone(),
            kelurahan_nama: row.kelurahan_nama.clone(),
            tanggal: row.tanggal.clone(),
            tempat: row.tempat.clone(),
            extract: row.extract,
            jam: row.jam.clone(),
            kontak_nama: row.kontak_nama.clone(),
            kontak_hp: row.kontak_hp.clone(),
            team: row.team.clone(),
        };
        self.append(tables, EntryKind::Visit, row.id, record.to_payload(), by)?;
        Self::settle_team(tables, before.as_ref(), row)
    }
}

/// A visit as its record says.
pub(super) fn row_of(id: DocId, record: Visit) -> VisitRow {
    VisitRow {
        id,
        kelurahan: record.kelurahan,
        kelurahan_nama: record.kelurahan_nama,
        tanggal: record.tanggal,
        tempat: record.tempat,
        extract: record.extract,
        jam: record.jam,
        kontak_nama: record.kontak_nama,
        kontak_hp: record.kontak_hp,
        team: record.team,
    }
}

/// What the dashboard keeps of a row: nothing for who has no NIK.
fn resident(row: &ExtractRow) -> Option<ResidentRow> {
    let columns: BTreeMap<&str, String> = COLUMNS.into_iter().zip(row.values()).collect();
    Some(ResidentRow {
        nik: row.nik?.as_str().to_owned(),
        kelurahan: row.kelurahan.clone(),
        tanggal_lahir: row.tanggal_lahir.to_string(),
        recorded: RecordingStatus::find(&row.status_rekam).is_some_and(|status| status.recorded()),
        columns: serde_json::to_string(&columns).ok()?,
    })
}
