//! AWS's API models as data.
//!
//! A [`Model`] describes one service: its operations, shapes, constraints and wire names. Models
//! are immutable and live as long as the process, so everything in them is `&'static`: a decoded
//! [`Value`] borrows its member names from the model and never copies them.

mod archive;
mod botocore;
mod catalog;
mod compact;
pub mod iam_facts;
mod index;
mod model;
mod packed;
pub mod validate;
mod value;

pub use botocore::from_botocore;
/// What generated shapes are made of, so that their crates need only this one.
pub use bytes::Bytes;
pub use catalog::{model, model_ids};
pub use compact::{decode, encode};
pub use index::{
    IndexEntry, by_endpoint_prefix, by_id, by_signing_name, by_target_prefix, index, index_line,
};
pub use jiff::Timestamp;
pub use model::{
    ErrorTraits, Http, Kind, Location, Member, Metadata, Model, Operation, Pagination, Protocol,
    Shape, ShapeId, TimestampFormat,
};
pub use serde_json::Value as Json;
pub use validate::{Violation, ViolationKind};
pub use value::{Fields, FromValue, ToValue, Value};
