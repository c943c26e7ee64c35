//! KMS through the one path.

mod access;
mod aliases;
mod cloud;
mod encrypting;
mod grants;
mod keys;
mod measures;
mod signing;
mod turning;
