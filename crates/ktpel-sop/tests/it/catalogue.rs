use ktpel_domain::layanan::Layanan;
use ktpel_sop::catalogue::Catalogue;
use ktpel_sop::{FILES, catalogue};

#[test]
fn the_shipped_definitions_hang_together() {
    let faults = Catalogue::load(FILES).err().unwrap_or_default();
    let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn every_service_has_a_block_and_a_mobile_procedure() {
    for layanan in Layanan::ALL {
        let service = catalogue().layanan(layanan).expect("a service without documents could not be offered");
        assert_eq!(service.mobile.as_deref(), Some("mobile"), "{layanan:?}: the kit serves all six");
    }
}
