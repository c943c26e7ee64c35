//! As much of haneul-model as generated shapes need, to compile them without Cargo.

pub type Bytes = Vec<u8>;
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Timestamp(pub i64);
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Json;

#[derive(Debug, Clone, Default, PartialEq)]
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
    Struct(Vec<(&'static str, Value)>),
    Document(Json),
}

pub trait FromValue: Sized {
    fn from_value(value: Value) -> Option<Self>;
}

pub trait ToValue {
    fn to_value(self) -> Value;
}

macro_rules! plain {
    ($($type:ty => $variant:ident),*) => {$(
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

plain!(bool => Bool, i64 => Int, f64 => Float, String => Str, Bytes => Blob, Timestamp => Time, Json => Document);

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

impl<T: FromValue> FromValue for Vec<(String, T)> {
    fn from_value(value: Value) -> Option<Self> {
        let Value::Map(entries) = value else {
            return None;
        };
        let entry = |(k, v)| Some((k, T::from_value(v)?));
        Some(entries.into_iter().filter_map(entry).collect())
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
