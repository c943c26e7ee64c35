//! The ordered, transactional key-value store under every service, and typed tables over it.
//!
//! [`Store`] runs serialisable transactions over ordered bytes; [`Table`] turns them into typed
//! rows, separate in each [`Scope`]. What keeps the bytes is behind [`Engine`].

mod backend;
mod chunks;
mod disk;
mod disk_files;
mod disk_view;
mod dump;
mod embedded;
mod engine;
mod error;
#[cfg(test)]
mod faults;
mod found;
mod gaps;
mod group;
mod history;
mod index;
mod key;
mod ledger;
pub mod limits;
mod log;
mod memory;
mod merge;
pub mod parts;
mod queue;
mod range;
mod retry;
mod row;
mod scope;
mod seal;
mod sequence;
mod span;
mod store;
mod table;
mod tx;
mod walk;
mod watch;
mod watermark;

pub use engine::{
    Commit, CommitFuture, Engine, EngineStats, Group, ReadSet, Refresh, View, Visitor, Writes,
};
pub use error::{Result, StoreError};
pub use index::Index;
pub use key::{END as KEY_END, Key, OwnedKey, key_bytes};
pub use log::{Append, Log};
pub use range::{KeyRange, prefix_end, successor};
pub use row::{
    Stored, decode_body, encode_body, first_version, from_first_version, put_varint, take_varint,
};
pub use scope::Scope;
pub use seal::{SEALED, Sealer};
pub use sequence::{Place, Sequence};
pub use span::Span;
pub use store::{Retry, Store, WeakStore};
pub use table::Table;
pub use tx::Tx;
pub use walk::Walk;
pub use watch::{Channels, Watch};
