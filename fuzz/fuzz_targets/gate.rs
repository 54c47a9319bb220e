//! See `ktpel_testkit::fuzz::gate`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ktpel_testkit::fuzz::gate(data));
