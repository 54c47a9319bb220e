//! ktpel-tests
