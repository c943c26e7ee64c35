//! ACM through the one path; what it makes is put to openssl, where there is one.

mod cloud;
mod importing;
mod measures;
mod requests;
mod shown;
