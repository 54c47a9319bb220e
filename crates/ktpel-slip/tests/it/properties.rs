//! What holds for every slip.

use ktpel_domain::{layanan::Layanan, stage::Stage, time::Timestamp};
use ktpel_slip::{Claims, in_scan, url};
use proptest::{prelude::*, sample::select};

use crate::office::{Device, check};

prop_compose! {
    fn any_claims()(
        code in "[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}",
        initials in "([A-Z]\\. ){0,2}[A-Z]\\.|",
        nik_end in proptest::option::of("[0-9]{4}"),
        layanan in select(&Layanan::ALL[..]),
        stage in select(&Stage::ALL[..]),
        seconds in 0..253_402_300_800_i64,
    ) -> Claims {
        Claims::new(&code, &initials, nik_end.as_deref(), layanan, stage, Timestamp(seconds * 1000)).unwrap()
    }
}

proptest! {
    #[test]
    fn what_was_issued_is_read_back(claims in any_claims()) {
        let device = Device::new(1);
        let address = url("https://ktpel.example", &device.slip(&claims)).unwrap();
        let genuine = check(&in_scan(&address).unwrap());
        prop_assert_eq!(genuine.map(|genuine| (genuine.claims, genuine.signer)), Ok((claims, device.id())));
    }

    #[test]
    fn no_text_is_a_slip(text in "\\PC{0,400}") {
        prop_assert!(check(&text).is_err());
        if let Some(token) = in_scan(&text) {
            prop_assert!(check(&token).is_err());
        }
    }

    #[test]
    fn one_slip_has_one_token(a in any_claims(), b in any_claims()) {
        prop_assert_eq!(a == b, Device::new(1).slip(&a) == Device::new(1).slip(&b));
    }
}
