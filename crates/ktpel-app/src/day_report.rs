//! Laporan harian: the day of this kit in figures, its blanko, and the ends of the logs as they are now (SOP MOBILE, output of the visit; product rule 4).
//!
//! The office's newest checkpoint and this kit's own end of log stand on it, signed: paper shows it when one of them is changed or put back later.
//! No name and no number of a resident. Lays nothing out, and writes nothing.

use std::collections::BTreeMap;

use ktpel_case::{CaseState, CaseSummary};
use ktpel_domain::{layanan::Layanan, peran::Peran, time::Timestamp};
use ktpel_ipc::{
    Problem,
    views::{BoardView, StockView},
};
use ktpel_print::documents::{
    Baris, LaporanHarian, Pejabat,
    laporan_harian::{LayananHari, MutasiBlanko},
    tanggal,
};
use ktpel_store::{CheckpointRow, Movement, StockItem, StockRow};
use ktpel_sync::{ChainTip, Checkpoint, PaperMark, checkpoint::short_text};

use crate::{
    act::stored,
    board,
    opened::{Opened, SignedIn},
    papers::Letterhead,
    problem::internal,
    stock,
};

/// The report, and what its QR code says.
pub(crate) fn make(
    opened: &Opened,
    operator: &SignedIn,
    letterhead: &Letterhead,
    now: Timestamp,
) -> Result<(LaporanHarian, String), Problem> {
    let day = board::board(opened, now)?;
    let (ledger, left) = (opened.store.stock().list(StockItem::Blanko).map_err(stored)?, stock::view(opened)?);
    let (before, today): (Vec<&StockRow>, Vec<&StockRow>) = ledger.iter().partition(|row| Timestamp(row.at_ms).tanggal() < now.tanggal());
    let mark = mark(opened)?;
    let qr = serde_json::to_string(&mark).map_err(|error| internal("day report", &error))?;
    let report = LaporanHarian {
        kantor: letterhead.kantor.clone(),
        tanggal: now.tanggal(),
        kepala: head(opened, &day)?,
        ringkasan: figures(&day),
        layanan: services(&day, now),
        blanko: balance(&before, &today, &left),
        mutasi: today.iter().filter(|row| row.movement != Movement::Used).map(|row| movement(row)).collect(),
        jejak: traces(&mark),
        qr: qr.clone(),
        petugas: Pejabat {
            jabatan: operator.peran.label().to_owned(),
            nama: operator.nama.clone(),
            pangkat: String::new(),
            nip: String::new(),
        },
        mengetahui: Pejabat {
            jabatan: Peran::KasiIdentitas.label().to_owned(),
            nama: String::new(),
            pangkat: String::new(),
            nip: String::new(),
        },
    };
    Ok((report, qr))
}

/// The ends of the logs as they are now, signed.
fn mark(opened: &Opened) -> Result<PaperMark, Problem> {
    let checkpoint = opened.store.checkpoints().newest().map_err(stored)?;
    let checkpoint = checkpoint.map(|row: CheckpointRow| Checkpoint {
        generation: row.generation,
        position: row.position,
        hash: row.hash,
        at_ms: row.at_ms,
        signature: row.signature,
    });
    let tip = opened.store.entries().last_of(opened.device.id()).map_err(stored)?;
    let tip = tip.map_or(ChainTip::EMPTY, |tip| ChainTip { seq: tip.seq, hash: tip.hash });
    Ok(PaperMark::of_kit(checkpoint, opened.device.id(), tip, |message| opened.device.sign(message)))
}

fn traces(mark: &PaperMark) -> Vec<Baris> {
    let office = mark.checkpoint.map_or_else(
        || Baris::new("Catatan kantor", "belum pernah bertemu kantor"),
        |checkpoint| {
            let at = tanggal::waktu(Timestamp(checkpoint.at_ms).local());
            Baris::new(format!("Catatan kantor, {at}"), short_text(checkpoint.position, checkpoint.hash))
        },
    );
    vec![office, Baris::new("Catatan laptop ini", short_text(mark.log.seq, mark.log.hash))]
}

fn head(opened: &Opened, day: &BoardView) -> Result<Vec<Baris>, Problem> {
    let acked = crate::sync::acked(opened)?;
    let waiting = opened.store.entries().backlog(opened.device.id(), acked).map_err(stored)?.count;
    let visit = day.visit.as_ref().map(|visit| {
        let parts = [format!("Kelurahan {}", visit.kelurahan_nama), visit.tempat.clone(), visit.jam.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    });
    let sent =
        if waiting == 0 { "semua catatan sudah sampai di kantor".to_owned() } else { format!("{waiting} catatan belum sampai di kantor") };
    Ok(vec![
        Baris::new("Laptop", &opened.device_name),
        Baris::new("Kunjungan", visit.unwrap_or_else(|| "belum dipilih".to_owned())),
        Baris::new("Pengiriman", sent),
    ])
}

fn figures(day: &BoardView) -> Vec<Baris> {
    let median = day.median_seconds.map_or_else(|| "–".to_owned(), |seconds| format!("{} menit", seconds.div_ceil(60)));
    vec![
        Baris::new("Diterima", day.opened.to_string()),
        Baris::new("Selesai dilayani", day.served.to_string()),
        Baris::new("Kartu tercetak", day.printed.to_string()),
        Baris::new("Utang cetak", day.debts.to_string()),
        Baris::new("Waktu tengah", median),
        Baris::new("Perlu diputuskan", day.conflicts.to_string()),
    ]
}

/// The cases of the visit by service, in the order of the law.
fn services(day: &BoardView, now: Timestamp) -> Vec<LayananHari> {
    let today = now.tanggal();
    let mut rows: BTreeMap<&str, LayananHari> = BTreeMap::new();
    for case in day.columns.iter().flat_map(|column| &column.cards).map(|card| &card.summary) {
        let row = rows.entry(case.layanan.as_str()).or_insert_with(|| LayananHari {
            nama: Layanan::find(&case.layanan).map_or_else(|| case.layanan.clone(), |layanan| layanan.label().to_owned()),
            diterima: 0,
            selesai: 0,
            tercetak: 0,
            menunggu: 0,
        });
        row.diterima += u32::from(Timestamp(case.started_ms).tanggal() == today);
        row.selesai += u32::from(board::is_served(case, today));
        row.tercetak += u32::from(board::printed(case, today));
        row.menunggu += u32::from(is_waiting(case));
    }
    Layanan::ALL.iter().filter_map(|layanan| rows.remove(layanan.id())).collect()
}

fn is_waiting(case: &CaseSummary) -> bool {
    case.state != CaseState::Done
}

/// From the balance of the morning to that of the evening; the sum holds by construction, because both come from the movements.
fn balance(before: &[&StockRow], today: &[&StockRow], left: &StockView) -> Vec<Baris> {
    let sum =
        |rows: &[&StockRow], movement: Movement| rows.iter().filter(|row| row.movement == movement).map(|row| row.quantity).sum::<u64>();
    let gone = |rows: &[&StockRow]| sum(rows, Movement::Used) + sum(rows, Movement::Spoiled) + sum(rows, Movement::Returned);
    let morning = sum(before, Movement::Received).saturating_sub(gone(before));
    vec![
        Baris::new("Sisa sebelum hari ini", morning.to_string()),
        Baris::new("Diterima", sum(today, Movement::Received).to_string()),
        Baris::new("Terpakai baik", sum(today, Movement::Used).to_string()),
        Baris::new("Rusak atau gagal", sum(today, Movement::Spoiled).to_string()),
        Baris::new("Belum dipastikan", left.open.to_string()),
        Baris::new("Sisa sekarang", left.blanko.to_string()),
    ]
}

fn movement(row: &StockRow) -> MutasiBlanko {
    let at = Timestamp(row.at_ms).local();
    let serial = |serial: &Option<String>| serial.clone().unwrap_or_default();
    let (first, last) = (serial(&row.serial_first), serial(&row.serial_last));
    MutasiBlanko {
        pukul: format!("{:02}.{:02}", at.hour(), at.minute()),
        nomor: if first == last { first } else { format!("{first} – {last}") },
        peristiwa: word(row.movement).to_owned(),
        jumlah: row.quantity,
        nomor_kasus: row.doc.map(ktpel_case::kode).unwrap_or_default(),
    }
}

const fn word(movement: Movement) -> &'static str {
    match movement {
        Movement::Received => "Diterima",
        Movement::Returned => "Dikembalikan",
        Movement::Used => "Terpakai baik",
        Movement::Spoiled => "Rusak atau gagal",
        Movement::Destroyed => "Dimusnahkan",
        Movement::Withdrawn => "KTP-el lama ditarik",
    }
}
