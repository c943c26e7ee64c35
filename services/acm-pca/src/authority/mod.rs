//! Authorities: their keys, their own certificates, their states.

mod configuration;
pub mod key;
pub mod removal;
mod row;
mod show;
mod subject;

pub use configuration::{list_of, ocsp_is_on};
pub use row::{Authority, State, find, of_scope, open, save};
pub use subject::{attributes, general_names};

include!(concat!(env!("OUT_DIR"), "/authority.rs"));
