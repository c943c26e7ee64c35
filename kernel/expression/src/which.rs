//! Which parameter of a call an expression is: refusals begin with its name.

use crate::Error;
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    ConditionExpression,
    FilterExpression,
    KeyConditionExpression,
    ProjectionExpression,
    UpdateExpression,
}

impl Which {
    pub fn name(self) -> &'static str {
        match self {
            Which::ConditionExpression => "ConditionExpression",
            Which::FilterExpression => "FilterExpression",
            Which::KeyConditionExpression => "KeyConditionExpression",
            Which::ProjectionExpression => "ProjectionExpression",
            Which::UpdateExpression => "UpdateExpression",
        }
    }

    pub(crate) fn invalid(self, what: impl fmt::Display) -> Error {
        Error::validation(format!("Invalid {self}: {what}"))
    }

    pub(crate) fn too_large(self, what: impl fmt::Display) -> Error {
        Error::size(format!("Invalid {self}: {what}"))
    }
}

impl fmt::Display for Which {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
