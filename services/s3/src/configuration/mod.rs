//! What configurations have in common; and parts of them that Haneul does not let be set, with what
//! AWS answers of a bucket where nobody has.

mod several;

pub use several::{check_id, no_such, page};

include!(concat!(env!("OUT_DIR"), "/configuration.rs"));
