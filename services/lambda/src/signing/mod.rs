//! Who must have signed the code of functions.

mod row;

pub use row::{is_arn, open, refuse_unsigned, save};

include!(concat!(env!("OUT_DIR"), "/signing.rs"));
