//! Private CA through the one path; what it makes is put to openssl, where there is one.

mod authorities;
mod cloud;
mod issuing;
mod measures;
mod revocation;
