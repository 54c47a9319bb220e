//! See `ktpel_testkit::fuzz::gate`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: {
        // A panic of Automerge is caught where it is called, as in the programs; the fuzzer's own hook would end the run before that. What is not
        // caught still ends it.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |data: &[u8]| ktpel_testkit::fuzz::gate(data)
);
