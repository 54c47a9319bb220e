//! What the office's own log says about devices, visits and people, written down again where a restore had lost it. Only what is not there yet is
//! written: a decision of the present life stands.

use ktpel_domain::ids::DeviceId;
use ktpel_sync::{
    Entry, EntryKind,
    exchange::RefusalCode,
    payload::{DeviceKey, DeviceStatus as StatusRecord, OperatorKey, Visit},
};

use super::{
    Office, OfficeError,
    plan_visit::row_of,
    receive::{Refused, said},
};
use crate::{
    random,
    storage::{DeviceRow, PersonKeyRow, Tables},
};

type Word = Result<Result<(), Refused>, OfficeError>;

impl Office {
    /// Takes an own entry of a kind that only the office writes. A policy needs nothing: the newest in the log is in force.
    pub(super) fn take_own_word(&self, tables: &Tables<'_>, entry: &Entry) -> Word {
        match entry.header.kind {
            EntryKind::DeviceKey => device_key(tables, entry),
            EntryKind::Visit => visit(tables, entry),
            EntryKind::DeviceStatus => self.device_status(tables, entry),
            _ => Ok(Ok(())),
        }
    }

    /// A decision about a kit only goes forward; the order for the kit itself is signed anew.
    fn device_status(&self, tables: &Tables<'_>, entry: &Entry) -> Word {
        let record: StatusRecord = match said(entry) {
            Ok(record) => record,
            Err(why) => return Ok(Err(why)),
        };
        self.decide_again(tables, &record, entry.header.operator)?;
        Ok(Ok(()))
    }
}

/// The key of an office user.
pub(super) fn operator_key(tables: &Tables<'_>, own: DeviceId, entry: &Entry) -> Word {
    let key: OperatorKey = match said(entry) {
        Ok(key) => key,
        Err(why) => return Ok(Err(why)),
    };
    let row = PersonKeyRow {
        key_id: key.key_id(),
        public_key: key.public_key,
        nama: key.nama,
        peran: key.peran,
        office: key.office,
        device: own,
    };
    let same = tables.person_keys().add(&row)?;
    Ok(if same { Ok(()) } else { Err(Refused::new(RefusalCode::Record, "the key is registered otherwise")) })
}

/// A kit that two persons let in after the backup.
fn device_key(tables: &Tables<'_>, entry: &Entry) -> Word {
    let key: DeviceKey = match said(entry) {
        Ok(key) => key,
        Err(why) => return Ok(Err(why)),
    };
    let approver = key.approval.as_ref().map(|approval| tables.person_keys().find(approval.approver)).transpose()?.flatten();
    if key.office || !approver.is_some_and(|approver| key.approved_by(&approver.public_key)) {
        return Ok(Err(Refused::new(RefusalCode::Record, "nobody approved the device")));
    }
    let id = key.device_id();
    if tables.devices().find(id)?.is_none() {
        tables.devices().put(&DeviceRow::of_kit(key.public_key, key.name, entry.header.at, random::bytes()))?;
        Office::settle_kit(tables, id)?;
    }
    Ok(Ok(()))
}

fn visit(tables: &Tables<'_>, entry: &Entry) -> Word {
    let visit: Visit = match said(entry) {
        Ok(visit) => visit,
        Err(why) => return Ok(Err(why)),
    };
    let (before, now) = (tables.visits().find(entry.header.doc)?, row_of(entry.header.doc, visit));
    tables.visits().put(&now)?;
    Office::settle_team(tables, before.as_ref(), &now)?;
    Ok(Ok(()))
}
