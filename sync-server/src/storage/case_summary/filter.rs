//! Which cases to list, as one SQL condition.

use ktpel_domain::nama;
use rusqlite::ToSql;

/// Which cases to list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Part of a name, a NIK or its end, or a short code.
    pub q: Option<String>,
    /// Current step id.
    pub step: Option<String>,
    /// Service id.
    pub layanan: Option<String>,
    /// Region code.
    pub kelurahan: Option<String>,
    /// Badge, or state (`open`, `waiting`, `returned`, `closed`).
    pub badge: Option<String>,
    /// Visit id.
    pub visit: Option<String>,
}

impl CaseFilter {
    /// SQL condition over `?1…` and its values.
    pub(super) fn condition(&self) -> (String, Vec<Box<dyn ToSql>>) {
        let mut parts = vec!["1".to_owned()];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut bind = |value: String| {
            values.push(Box::new(value));
            values.len()
        };
        for (column, value) in [("step", &self.step), ("layanan", &self.layanan), ("kelurahan", &self.kelurahan), ("visit", &self.visit)] {
            if let Some(value) = value {
                parts.push(format!("{column} = ?{}", bind(value.clone())));
            }
        }
        if let Some(badge) = &self.badge {
            let at = bind(badge.clone());
            parts.push(format!("(badge = ?{at} OR state = ?{at})"));
        }
        if let Some(q) = self.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            let name = bind(format!("%{}%", like_literal(&nama::fold(q))));
            let digits: String = q.chars().filter(char::is_ascii_digit).collect();
            let nik = bind(if digits.len() >= 4 { format!("%{digits}") } else { String::new() });
            let kode = bind(q.to_ascii_uppercase().replace(' ', "-"));
            parts.push(format!("(nama_fold LIKE ?{name} ESCAPE '\\' OR nik LIKE ?{nik} OR kode = ?{kode})"));
        }
        (parts.join(" AND "), values)
    }
}

/// `%` and `_` in what the user typed mean themselves.
fn like_literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
