//! A visit (kunjungan) that the office assigned; its id is the document of the entry (SOP MOBILE steps 1 and 2).

use ktpel_domain::ids::{DeviceId, Hash};
use minicbor::{Decode, Encode};

use super::{Record, RecordError};

/// Most laptops of one team.
pub const TEAM_MAX: usize = 32;

/// Where and when a team serves, and the register extract it carries.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Visit {
    /// Region code, `52.72.03.1004`.
    #[n(0)]
    pub kelurahan: String,
    /// Its name.
    #[n(1)]
    pub kelurahan_nama: String,
    /// Date, `YYYY-MM-DD`.
    #[n(2)]
    pub tanggal: String,
    /// Place in the kelurahan.
    #[n(3)]
    pub tempat: String,
    /// SHA-256 of the register extract, where one is ready.
    #[cbor(n(4), with = "crate::wire")]
    pub extract: Option<Hash>,
    /// Hours of service as announced, e.g. `08.00–15.00`; may be empty.
    #[n(5)]
    pub jam: String,
    /// Contact person in the kelurahan; may be empty.
    #[n(6)]
    pub kontak_nama: String,
    /// Phone number of the contact person; may be empty.
    #[n(7)]
    pub kontak_hp: String,
    /// The laptops of its team, at most [`TEAM_MAX`]; none on visits from before there were teams: open to every laptop ([`crate::scope`]).
    #[cbor(n(8), with = "crate::wire::list", has_nil)]
    pub team: Option<Vec<DeviceId>>,
}

impl Record for Visit {
    fn to_payload(&self) -> Vec<u8> {
        crate::wire::to_vec(self)
    }

    fn from_payload(bytes: &[u8]) -> Result<Self, RecordError> {
        let visit: Self = super::decode(bytes)?;
        let Self { kelurahan, kelurahan_nama, tanggal, tempat, jam, kontak_nama, kontak_hp, .. } = &visit;
        super::short(&[kelurahan, kelurahan_nama, tanggal, tempat, jam, kontak_nama, kontak_hp])?;
        if visit.team.as_ref().is_some_and(|team| team.len() > TEAM_MAX) { Err(RecordError::TooLarge) } else { Ok(visit) }
    }
}

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visit").field("kelurahan", &self.kelurahan).field("tanggal", &self.tanggal).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(team: Option<Vec<DeviceId>>) -> Visit {
        let text = String::from;
        let (kelurahan, kelurahan_nama) = (text("52.72.03.1004"), text("Kolo"));
        let (tanggal, tempat, jam) = (text("2026-11-23"), text("Aula"), text("08.00"));
        Visit { kelurahan, kelurahan_nama, tanggal, tempat, extract: None, jam, kontak_nama: text("Lurah"), kontak_hp: text(""), team }
    }

    /// What the first versions wrote stays readable: eight fields, no team.
    #[test]
    fn a_record_from_before_teams_is_read_and_written_as_it_was() {
        let old = [
            &[0x88, 0x6d][..],
            b"52.72.03.1004",
            b"\x64Kolo",
            b"\x6a2026-11-23",
            b"\x64Aula",
            &[0xf6],
            b"\x6508.00",
            b"\x65Lurah",
            &[0x60],
        ]
        .concat();
        assert_eq!(Visit::from_payload(&old), Ok(visit(None)));
        assert_eq!(visit(None).to_payload(), old);
    }

    #[test]
    fn a_team_is_read_back_and_bounded() {
        for size in [0, 1, TEAM_MAX] {
            let visit = visit(Some((0..size).map(|n| DeviceId([n as u8; 16])).collect()));
            assert_eq!(Visit::from_payload(&visit.to_payload()), Ok(visit), "{size} laptops");
        }
        let crowd = visit(Some(vec![DeviceId([1; 16]); TEAM_MAX + 1]));
        assert_eq!(Visit::from_payload(&crowd.to_payload()), Err(RecordError::TooLarge));
    }
}
