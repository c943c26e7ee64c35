//! Messages: what is sent, what is kept, what is handed out.

pub mod attempt;
pub mod attributes;
pub mod batch;
pub mod change;
pub mod content;
pub mod delete;
pub mod draft;
pub mod handle;
pub mod kms;
mod md5;
pub mod pick;
pub mod post;
pub mod row;
pub mod show;
pub mod system;
pub mod text;
pub mod wish;

include!(concat!(env!("OUT_DIR"), "/message.rs"));
