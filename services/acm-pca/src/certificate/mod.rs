//! Certificates that authorities issue.

mod draft;
mod passthrough;
mod row;
mod template;
mod validity;

pub use passthrough::key_usage;
pub use row::{Certificate, find_of, page, remove_some, revoked};
pub use template::DEFAULT as DEFAULT_TEMPLATE;

include!(concat!(env!("OUT_DIR"), "/certificate.rs"));
