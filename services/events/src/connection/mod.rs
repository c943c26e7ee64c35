//! Connections: how EventBridge proves itself to those whom it calls outside of the cloud.

mod given;
pub mod parameters;
pub mod row;
pub mod state;
pub mod token;

pub use row::Connection;

include!(concat!(env!("OUT_DIR"), "/connection.rs"));
