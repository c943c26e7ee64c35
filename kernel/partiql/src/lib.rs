#![doc = include_str!("../README.md")]

mod access;
mod keywords;
mod parse;
mod statement;

pub use access::{Access, ExactKey, access, exact_key};
pub use statement::{Column, Columns, Delete, Insert, Order, Returning, Select, Statement, Update};
