//! Parts of a bucket's configuration that Haneul does not let be set: what AWS answers of a
//! bucket where nobody has.

mod several;

pub use several::{check_id, no_such, page};

include!(concat!(env!("OUT_DIR"), "/configuration.rs"));
