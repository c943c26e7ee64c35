#![doc = include_str!("../README.md")]

mod binary;
mod condition;
mod error;
mod key_condition;
pub mod legacy;
mod limits;
mod number;
mod parse;
mod path;
mod placeholders;
mod projection;
mod reserved;
mod sets;
mod size;
mod update;
mod value;
mod which;

pub use condition::{Compare, Condition, Operand, Test};
pub use error::{Error, ErrorKind};
pub use key_condition::{KeyCondition, RangeRule};
pub use limits::{check_depth, check_item_depth};
pub use number::Number;
pub use path::{Clash, Path, Step};
pub use placeholders::Placeholders;
pub use projection::Projection;
pub use reserved::is_reserved;
pub use sets::{binary_set, number_set, string_set};
pub use size::item_size;
pub use update::{Action, Operand as Assigned, Update};
pub use value::{Item, Kind, Value};
pub use which::Which;
