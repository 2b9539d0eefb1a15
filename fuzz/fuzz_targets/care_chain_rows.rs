#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| brygga_fuzz_targets::care_chain_rows(bytes));
