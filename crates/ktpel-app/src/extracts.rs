//! Fetching the register extract of the chosen visit: signed by the office, one way, replaced as a whole.

use ktpel_domain::ids::DocId;
use ktpel_ipc::{Problem, ProblemCode};
use ktpel_siak::extract::{self, ExtractRow, Kartu};
use ktpel_store::{ExtractInfo, ResidentRow};
use ktpel_sync::extract::{Extract, open_extract};

use crate::{
    App, Host,
    act::stored,
    net::{Net, Request},
    opened::Opened,
    problem::internal,
    sync::signed,
    visits::{self, VisitMeta},
};

/// Fetches the extract of the chosen visit when the office has another one than the kit.
pub(crate) fn fetch<H: Host>(app: &App<H>, net: &Net) -> Result<(), Problem> {
    let wanted = app.open(|opened| {
        let Some(visit) = missing(opened)? else { return Ok(None) };
        let target = format!("/sync/v1/extract/{visit}");
        let headers = signed(opened, "GET", &target, &[]);
        Ok(Some((target, headers)))
    })?;
    let Some((target, headers)) = wanted else { return Ok(()) };
    let request = Request { method: reqwest::Method::GET, target: &target, headers, body: Vec::new() };
    let bytes = app.runtime().block_on(net.send(request))?.ok()?;
    let office_key = app.open(|opened| Ok(opened.office.server_key()))?;
    let nonsense = |what: &str| Problem::new(ProblemCode::ServerNonsense).with("what", what);
    let office_key = office_key.ok_or_else(|| nonsense("key"))?;
    let extract = open_extract(&bytes, &office_key).map_err(|error| {
        tracing::warn!(%error, "the register extract was not accepted");
        nonsense("extract")
    })?;
    let rows = rows(&extract)?;
    let now = app.host().now();
    app.open(|opened| {
        let info = ExtractInfo {
            version: extract.digest.to_string(),
            tanggal: extract.made_at.tanggal(),
            signature: bytes.last_chunk::<64>().map(|signature| signature.to_vec()).unwrap_or_default(),
            loaded_ms: now.0,
        };
        opened.store.write(|tx| tx.residents().replace_extract(&info, rows)).map_err(stored)?;
        Ok(())
    })
}

/// The chosen visit, when its extract is not the one that is loaded.
fn missing(opened: &Opened) -> Result<Option<DocId>, Problem> {
    let Some(visit) = visits::chosen(opened)? else { return Ok(None) };
    let Some(row) = opened.store.visit_index().find(visit).map_err(stored)? else { return Ok(None) };
    let loaded = opened.store.residents().extract().map_err(stored)?.map(|(info, _)| info.version);
    let wanted = VisitMeta::of_row(&row).extract;
    Ok((wanted.is_some() && wanted != loaded).then_some(visit))
}

/// The rows of the extract; lines that cannot be read are counted in the log and left out, the rest is loaded.
fn rows(extract: &Extract) -> Result<Vec<ResidentRow>, Problem> {
    let (rows, faults) = extract::read_all(&extract.csv).map_err(|error| internal("extract", &error))?;
    if !faults.is_empty() {
        tracing::warn!(lines = faults.len(), "lines of the register extract were left out");
    }
    Ok(rows.into_iter().map(row).collect())
}

fn row(row: ExtractRow) -> ResidentRow {
    let kode = |kode: Option<ktpel_domain::kode::Kode>| kode.map(|kode| kode.to_string()).unwrap_or_default();
    ResidentRow {
        nik: row.nik.map(|nik| nik.as_str().to_owned()),
        no_kk: row.no_kk.map(|no_kk| no_kk.as_str().to_owned()).unwrap_or_default(),
        nama: row.nama,
        tempat_lahir: row.tempat_lahir,
        tanggal_lahir: row.tanggal_lahir,
        jenis_kelamin: row.jenis_kelamin.id().to_owned(),
        gol_darah: kode(row.gol_darah),
        agama: kode(row.agama),
        status_kawin: kode(row.status_kawin),
        pekerjaan: kode(row.pekerjaan),
        kewarganegaraan: row.kewarganegaraan,
        shdk: kode(row.shdk),
        alamat: row.alamat,
        rt: row.rt.map(|rt| rt.as_str().to_owned()).unwrap_or_default(),
        rw: row.rw.map(|rw| rw.as_str().to_owned()).unwrap_or_default(),
        kelurahan: row.kelurahan,
        status_rekam: row.status_rekam,
        kartu_terbit: row.kartu_terbit == Kartu::PernahTerbit,
        foto: None,
    }
}
