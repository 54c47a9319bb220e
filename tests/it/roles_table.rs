//! `docs/roles.md` is written from the one table of roles and from what every method and route declares.

use std::{fmt::Write as _, path::Path};

use ktpel_domain::peran::{Action, Peran, may};
use ktpel_ipc::{ACCESS, Access};
use sync_server::api::{ROUTES, access::Access as RouteAccess};

const HEAD: &str = "# Roles

Written by `tests/it/roles_table.rs` from the one table in `crates/ktpel-domain/src/peran.rs`, the contract of the kit and the routes of the office.
Do not edit: change the source and run the test. Every cell is tried on the real programs by `tests/it/rights.rs` and `sync-server/tests/it/rights.rs`.
";

fn table() -> String {
    let mut out = format!("{HEAD}\n## What a role may do\n\n| |");
    Peran::ALL.iter().for_each(|peran| write!(out, " {} |", peran.label()).unwrap());
    out.push_str("\n|---|");
    out.push_str(&":-:|".repeat(Peran::ALL.len()));
    for action in Action::ALL {
        write!(out, "\n| `{}` |", action.id()).unwrap();
        Peran::ALL.iter().for_each(|peran| out.push_str(if may(*peran, *action) { " ● |" } else { " |" }));
    }
    out.push_str("\n\n## Methods of the kit\n\n| method | who may call it |\n|---|---|\n");
    for (method, access) in ACCESS {
        let who = match access {
            Access::Closed => "anybody at the keyboard".to_owned(),
            Access::SignedIn => "anybody who is signed in".to_owned(),
            Access::May(action) => format!("`{}`", action.id()),
        };
        writeln!(out, "| `{method}` | {who} |").unwrap();
    }
    out.push_str("\n## Routes of the office\n\n| route | who may call it |\n|---|---|\n");
    for route in ROUTES {
        let who = match route.access {
            RouteAccess::Public => "anybody".to_owned(),
            RouteAccess::Entering => "who gave the right password".to_owned(),
            RouteAccess::SignedIn => "anybody who is signed in".to_owned(),
            RouteAccess::May(action) => format!("`{}`", action.id()),
        };
        writeln!(out, "| {} `{}` | {who} |", route.method.to_uppercase(), route.path).unwrap();
    }
    out
}

#[test]
fn the_document_says_what_the_programs_do() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/roles.md");
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let written = table();
    if committed != written {
        std::fs::write(&file, &written).unwrap();
        panic!("docs/roles.md was old and has been written anew: commit it");
    }
}
