//! Values of attributes, and items.

use crate::Number;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub type Item = BTreeMap<String, Value>;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Value {
    S(String),
    N(Number),
    #[serde(with = "crate::binary::one")]
    B(Vec<u8>),
    Bool(bool),
    Null,
    M(Item),
    L(Vec<Value>),
    Ss(BTreeSet<String>),
    Ns(BTreeSet<Number>),
    #[serde(with = "crate::binary::set")]
    Bs(BTreeSet<Vec<u8>>),
}

/// What a value is, as it is written on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    S,
    N,
    B,
    Bool,
    Null,
    M,
    L,
    Ss,
    Ns,
    Bs,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::S => "S",
            Kind::N => "N",
            Kind::B => "B",
            Kind::Bool => "BOOL",
            Kind::Null => "NULL",
            Kind::M => "M",
            Kind::L => "L",
            Kind::Ss => "SS",
            Kind::Ns => "NS",
            Kind::Bs => "BS",
        }
    }

    pub fn of_name(name: &str) -> Option<Kind> {
        Some(match name {
            "S" => Kind::S,
            "N" => Kind::N,
            "B" => Kind::B,
            "BOOL" => Kind::Bool,
            "NULL" => Kind::Null,
            "M" => Kind::M,
            "L" => Kind::L,
            "SS" => Kind::Ss,
            "NS" => Kind::Ns,
            "BS" => Kind::Bs,
            _ => return None,
        })
    }

    /// Whether values of this kind have an order (and may be keys).
    pub fn is_ordered(self) -> bool {
        matches!(self, Kind::S | Kind::N | Kind::B)
    }

    pub fn is_set(self) -> bool {
        matches!(self, Kind::Ss | Kind::Ns | Kind::Bs)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl Value {
    pub fn kind(&self) -> Kind {
        match self {
            Value::S(_) => Kind::S,
            Value::N(_) => Kind::N,
            Value::B(_) => Kind::B,
            Value::Bool(_) => Kind::Bool,
            Value::Null => Kind::Null,
            Value::M(_) => Kind::M,
            Value::L(_) => Kind::L,
            Value::Ss(_) => Kind::Ss,
            Value::Ns(_) => Kind::Ns,
            Value::Bs(_) => Kind::Bs,
        }
    }

    /// Bytes whose order is the order of the values of one kind. Only texts, numbers and bytes have
    /// any; texts are ordered as their UTF-8 is.
    pub fn key_bytes(&self, out: &mut Vec<u8>) {
        match self {
            Value::S(text) => out.extend_from_slice(text.as_bytes()),
            Value::N(number) => number.key_bytes(out),
            Value::B(bytes) => out.extend_from_slice(bytes),
            _ => {}
        }
    }
}
