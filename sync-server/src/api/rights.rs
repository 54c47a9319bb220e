//! What a role may do in the dashboard: names of the screens' rights, each one action of the table in `ktpel_domain::peran`.

use ktpel_domain::peran::{Action, Peran, may};

/// Right as the dashboard names it, and the action that grants it.
pub const RIGHTS: &[(&str, Action)] = &[
    ("read_case", Action::ReadPersonal),
    ("answer_application", Action::EnterFact),
    ("enter_status", Action::EnterFact),
    ("release", Action::Release),
    ("answer_conflict", Action::SettleConflict),
    ("settle_incident", Action::Approve),
    ("note", Action::WorkCase),
    ("device_code", Action::EnrolDevice),
    ("device_confirm", Action::ConfirmDevice),
    ("take_stick", Action::CarryUsb),
    ("plan_visit", Action::PlanVisit),
    ("keep_accounts", Action::KeepAccounts),
    ("device_end", Action::WipeDevice),
    ("device_report", Action::PrintReport),
];

/// The rights of a role.
pub fn of(peran: Peran) -> Vec<String> {
    RIGHTS.iter().filter(|(_, action)| may(peran, *action)).map(|(name, _)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_admin_keeps_devices_and_reads_no_case() {
        assert_eq!(of(Peran::Admin), ["device_code", "keep_accounts", "device_end"]);
    }

    #[test]
    fn kasi_does_the_work_of_the_office() {
        let rights = of(Peran::KasiIdentitas);
        assert_eq!(rights.len(), RIGHTS.len() - 1, "all but keeping accounts: {rights:?}");
    }
}
