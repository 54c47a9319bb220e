//! The procedures as a page for people: docs/procedures.md is written from the definitions and cannot fall behind them.

use std::fmt::Write;

use expect_test::expect_file;
use ktpel_sop::catalogue;
use ktpel_sop::catalogue::{Procedure, Step};
use ktpel_sop::info::LayananInfo;
use ktpel_sop::role::matrix;

fn minutes(seconds: Option<u32>) -> String {
    seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{} menit", seconds / 60))
}

fn row(page: &mut String, procedure: &Procedure, step: &Step) {
    let info = catalogue().procedure_info(&procedure.id).unwrap().steps.into_iter().find(|info| info.id == step.id).unwrap();
    let roles: Vec<_> =
        matrix(procedure).into_iter().filter(|(it, _)| it.id == step.id).flat_map(|(_, roles)| roles).map(|role| role.label()).collect();
    let (time, things, outputs) = (minutes(info.seconds), info.completeness.join(", "), info.outputs.join("; "));
    writeln!(
        page,
        "| {} | `{}` | {} | {} | {time} | {things} | {outputs} | {} |",
        info.no,
        info.id,
        info.text,
        info.lane_label,
        roles.join(", ")
    )
    .unwrap();
}

fn procedure(page: &mut String, procedure: &Procedure) {
    writeln!(page, "\n## {}\n", procedure.title).unwrap();
    writeln!(page, "| no. | langkah | uraian | pelaksana (SOP) | mutu baku | kelengkapan | output | peran yang boleh |").unwrap();
    writeln!(page, "|---|---|---|---|---|---|---|---|").unwrap();
    procedure.steps.iter().for_each(|step| row(page, procedure, step));
    let notes = procedure.missing_note.iter().chain(&procedure.total_note).map(String::as_str).collect::<Vec<_>>().join(" ");
    writeln!(page, "\nJumlah {}. {notes}", minutes(Some(procedure.total_seconds))).unwrap();
}

fn service(page: &mut String, layanan: &LayananInfo) {
    let when = |id: &str| match id {
        "replacement" => " (bila penggantian)",
        "with_nik" => " (bila sudah ber-NIK)",
        "without_nik" => " (bila belum ber-NIK)",
        _ => "",
    };
    let needs: Vec<_> = layanan.needs.iter().map(|need| format!("{}{}", need.label, when(&need.when))).collect();
    let place = if layanan.at_desk { "keliling dan loket" } else { "keliling saja" };
    writeln!(page, "| {} | {place} | {} | {} |", layanan.label, needs.join("; "), layanan.rules.join("; ")).unwrap();
}

#[test]
fn the_page_of_the_procedures_is_current() {
    let document = catalogue().document();
    let mut page = format!(
        "# {}\n\nNomor {}, {}. Halaman ini ditulis oleh uji dari `crates/ktpel-sop/definitions`; jangan diubah di sini.\n",
        document.title, document.number, document.agency
    );
    catalogue().procedures().iter().for_each(|it| procedure(&mut page, it));
    page += "\n## Layanan dan persyaratan\n\n| layanan | di mana | persyaratan | aturan |\n|---|---|---|---|\n";
    catalogue().layanan_infos().iter().for_each(|it| service(&mut page, it));
    expect_file!["../../../../docs/procedures.md"].assert_eq(&page);
}
