//! The store over PostgreSQL: several processes, one set of rows.
//!
//! Every node keeps no rows of its own, only what it knows of the commits so far: it follows the
//! log that each commit writes. Reading, checking for conflicts and committing go by that.

mod apply;
mod bridge;
mod cache;
mod clock;
mod committer;
mod config;
mod engine;
mod entry;
mod explain;
mod fetch;
mod hosts;
mod line;
mod long_keys;
mod long_view;
mod node;
mod page;
mod schema;
mod session;
mod settle;
mod tail;
mod tls;
mod upkeep;
mod view;
mod write;

pub use config::PostgresConfig;
pub use engine::Postgres;

use haneul_store::{Result, Store};

/// Opens the store in a database; its tables are made or brought up to date if need be.
pub fn open(config: &PostgresConfig) -> Result<Store> {
    Ok(Store::over(Postgres::open(config)?))
}
