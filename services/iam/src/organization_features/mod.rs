//! Central access to the root users of an organisation's members.

mod errors;
pub mod row;
mod standing;

include!(concat!(env!("OUT_DIR"), "/organization_features.rs"));
