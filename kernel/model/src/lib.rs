//! AWS's API models as data.
//!
//! A [`Model`] describes one service: its operations, shapes, constraints and wire names. Models
//! are immutable and live as long as the process, so everything in them is `&'static`: a decoded
//! [`Value`] borrows its member names from the model and never copies them.

mod botocore;
mod model;
mod value;

pub use botocore::from_botocore;
pub use model::{
    ErrorTraits, Http, Kind, Location, Member, Metadata, Model, Operation, Pagination, Protocol,
    Shape, ShapeId, TimestampFormat,
};
pub use value::{Fields, FromValue, ToValue, Value};
