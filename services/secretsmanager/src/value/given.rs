//! A value that somebody brings, or takes: a text or bytes.

use crate::{errors, limits};
use bytes::Bytes;
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Text,
    Bytes,
}

#[derive(Clone, PartialEq)]
pub struct Given {
    pub kind: Kind,
    pub plain: Vec<u8>,
}

impl Given {
    pub fn of(text: Option<String>, bytes: Option<Bytes>) -> Result<Option<Given>, AwsError> {
        let given = match (text, bytes) {
            (Some(_), Some(_)) => {
                return Err(errors::parameter(
                    "You can't specify both a binary secret value and a string secret value in \
                     the same secret.",
                ));
            }
            (Some(text), None) => Given {
                kind: Kind::Text,
                plain: text.into_bytes(),
            },
            (None, Some(bytes)) => Given {
                kind: Kind::Bytes,
                plain: bytes.to_vec(),
            },
            (None, None) => return Ok(None),
        };
        match given.plain.len() <= limits::VALUE_BYTES {
            true => Ok(Some(given)),
            false => Err(errors::parameter(
                "The secret value exceeds the limit of 65536 bytes.",
            )),
        }
    }

    /// As a text, or as bytes.
    pub fn shown(self) -> (Option<String>, Option<Bytes>) {
        match self.kind {
            Kind::Text => (String::from_utf8(self.plain).ok(), None),
            Kind::Bytes => (None, Some(self.plain.into())),
        }
    }
}
