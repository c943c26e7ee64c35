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
mod database;
mod engine;
mod entry;
mod explain;
mod fetch;
mod hosts;
mod line;
mod link;
mod long_keys;
mod long_view;
mod node;
mod opening;
mod page;
mod readers;
mod schema;
mod session;
mod settle;
mod tail;
mod tls;
mod upkeep;
mod view;
mod write;

#[cfg(test)]
#[path = "../tests/simulation/mod.rs"]
mod simulation;

pub use config::PostgresConfig;

use haneul_store::{Result, Store};

/// Opens the store in a database; its tables are made or brought up to date if need be.
pub fn open(config: &PostgresConfig) -> Result<Store> {
    Ok(Store::over(opening::open(config)?))
}
