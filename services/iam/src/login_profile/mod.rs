//! Passwords of users, for signing in to the console.

mod attempts;
pub mod errors;
pub mod hash;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/login_profile.rs"));
