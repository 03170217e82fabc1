//! The command line of the accounts service.
fn main() {}
