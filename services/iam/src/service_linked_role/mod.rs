//! Roles that belong to AWS's services: each service says what its role is called and may do, and
//! nobody else changes it.

pub mod known;

include!(concat!(env!("OUT_DIR"), "/service_linked_role.rs"));
