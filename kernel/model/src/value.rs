//! The one in-memory form of every request and response, between the wire and the typed shapes.

use bytes::Bytes;
use jiff::Timestamp;

/// Members of a structure in the order they were read or written.
pub type Fields = Vec<(&'static str, Value)>;

/// A decoded value. Member names are borrowed from the model; map keys are data and owned.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Blob(Bytes),
    Time(Timestamp),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    Struct(Fields),
    /// Free-form JSON (Smithy documents).
    Document(serde_json::Value),
}

impl Value {
    /// A member of a structure; `None` where absent, null, or where this is no structure.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Struct(fields) => fields
                .iter()
                .find(|(n, v)| *n == name && !matches!(v, Value::Null))
                .map(|(_, v)| v),
            _ => None,
        }
    }

    /// An entry of a map.
    pub fn entry(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    pub fn str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(i) => Some(*i),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_fields(&self) -> Option<&Fields> {
        match self {
            Value::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

/// A typed shape read from a value that the model has already checked: a mismatch cannot come
/// from a client, so a member of the wrong kind is simply read as absent.
pub trait FromValue: Sized {
    fn from_value(value: Value) -> Option<Self>;
}

/// A typed shape written as a value.
pub trait ToValue {
    fn to_value(self) -> Value;
}

macro_rules! plain {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl FromValue for $type {
            fn from_value(value: Value) -> Option<Self> {
                match value { Value::$variant(inner) => Some(inner), _ => None }
            }
        }
        impl ToValue for $type {
            fn to_value(self) -> Value { Value::$variant(self) }
        }
    )*};
}

plain!(bool => Bool, i64 => Int, f64 => Float, String => Str, Bytes => Blob, Timestamp => Time, serde_json::Value => Document);

impl FromValue for i32 {
    fn from_value(value: Value) -> Option<Self> {
        value.as_int().and_then(|i| i32::try_from(i).ok())
    }
}

impl ToValue for i32 {
    fn to_value(self) -> Value {
        Value::Int(self.into())
    }
}

impl FromValue for Value {
    fn from_value(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl ToValue for Value {
    fn to_value(self) -> Value {
        self
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::List(items) => Some(items.into_iter().filter_map(T::from_value).collect()),
            _ => None,
        }
    }
}

impl<T: ToValue> ToValue for Vec<T> {
    fn to_value(self) -> Value {
        Value::List(self.into_iter().map(T::to_value).collect())
    }
}

/// Maps keep the order of the wire, so an echoed map reads as it was sent.
impl<T: FromValue> FromValue for Vec<(String, T)> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Map(entries) => Some(
                entries
                    .into_iter()
                    .filter_map(|(k, v)| Some((k, T::from_value(v)?)))
                    .collect(),
            ),
            _ => None,
        }
    }
}

impl<T: ToValue> ToValue for Vec<(String, T)> {
    fn to_value(self) -> Value {
        Value::Map(self.into_iter().map(|(k, v)| (k, v.to_value())).collect())
    }
}

impl<T: FromValue> FromValue for Box<T> {
    fn from_value(value: Value) -> Option<Self> {
        T::from_value(value).map(Box::new)
    }
}

impl<T: ToValue> ToValue for Box<T> {
    fn to_value(self) -> Value {
        (*self).to_value()
    }
}
