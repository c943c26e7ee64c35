#![doc = include_str!("../README.md")]

mod access;
mod keywords;
mod parse;
mod reads;
mod statement;

pub use access::{Access, ExactKey, access, access_several, check_single, exact_key};
pub use reads::check_reads;
pub use statement::{Column, Columns, Delete, Insert, Order, Returning, Select, Statement, Update};
