//! The input and output of operations that have none.

use haneul_model::{FromValue, ToValue, Value};

pub struct Nothing;

impl FromValue for Nothing {
    fn from_value(_: Value) -> Option<Nothing> {
        Some(Nothing)
    }
}

impl ToValue for Nothing {
    fn to_value(self) -> Value {
        Value::Struct(Vec::new())
    }
}
