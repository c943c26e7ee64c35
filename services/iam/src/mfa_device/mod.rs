//! Second factors: virtual devices that make six digits anew every thirty seconds.

pub mod errors;
pub mod picture;
pub mod row;
pub mod second_factor;
pub mod totp;

include!(concat!(env!("OUT_DIR"), "/mfa_device.rs"));
