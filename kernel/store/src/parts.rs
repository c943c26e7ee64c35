//! What an engine outside this crate can be made of.

pub use crate::history::{History, Written};
pub use crate::ledger::{Ledger, refuse, written};
pub use crate::queue::{GroupLimits, Queue, Request};
pub use crate::row::{put_varint, take_varint};
pub use crate::watermark::Watermarks;
