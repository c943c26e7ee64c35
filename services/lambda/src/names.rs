//! How callers name functions: by name, by part of an ARN, by all of it, with a qualifier or without.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};

/// What a call means by a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub account: String,
    pub name: String,
    /// A version, an alias, or nothing.
    pub qualifier: Option<String>,
}

pub const LATEST: &str = "$LATEST";

impl Named {
    /// `said`: as the request says it, with the qualifier that it says beside it.
    pub fn read(cx: &Cx, said: &str, qualifier: Option<&str>) -> Result<Named, AwsError> {
        Named::of(cx.account(), cx.region(), said, qualifier)
    }

    pub fn of(
        own: &str,
        here: &str,
        said: &str,
        qualifier: Option<&str>,
    ) -> Result<Named, AwsError> {
        let mut parts: Vec<&str> = said.split(':').collect();
        let mut account = own;
        if parts.first() == Some(&"arn") {
            let region = parts.get(3).copied().unwrap_or_default();
            if region != here {
                return Err(errors::not_found(format!(
                    "Functions from '{region}' are not reachable in this region ('{here}')"
                )));
            }
            account = parts.get(4).copied().unwrap_or(own);
            parts.drain(..parts.len().min(5));
        } else if parts.get(1) == Some(&"function") {
            account = parts[0];
            parts.remove(0);
        }
        if parts.len() > 1 && parts.first() == Some(&"function") {
            parts.remove(0);
        }
        let mut parts = parts.into_iter();
        let name = parts.next().unwrap_or_default();
        let within = parts.next();
        if let (Some(within), Some(beside)) = (within, qualifier) {
            if within != beside {
                return Err(errors::invalid(
                    "The derived qualifier from the function name does not match the specified \
                     qualifier.",
                ));
            }
        }
        Ok(Named {
            account: account.to_owned(),
            name: name.to_owned(),
            qualifier: within.or(qualifier).map(str::to_owned),
        })
    }

    /// For calls that are about the whole function.
    pub fn whole(cx: &Cx, said: &str) -> Result<Named, AwsError> {
        let named = Named::read(cx, said, None)?;
        match &named.qualifier {
            Some(qualifier) if qualifier != LATEST => Err(errors::invalid(
                "This operation does not support function ARNs that include an alias or version.",
            )),
            _ => Ok(Named {
                qualifier: None,
                ..named
            }),
        }
    }

    /// Of the function, without a qualifier.
    pub fn bare(&self, cx: &Cx) -> String {
        format!(
            "arn:{}:lambda:{}:{}:function:{}",
            cx.partition(),
            cx.region(),
            self.account,
            self.name
        )
    }

    /// As it was named.
    pub fn arn(&self, cx: &Cx) -> String {
        match &self.qualifier {
            Some(qualifier) => format!("{}:{qualifier}", self.bare(cx)),
            None => self.bare(cx),
        }
    }

    /// The number, where a published version is named.
    pub fn number(&self) -> Option<u64> {
        self.qualifier.as_ref()?.parse().ok()
    }

    pub fn is_latest(&self) -> bool {
        self.qualifier.as_deref().is_none_or(|q| q == LATEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(said: &str, beside: Option<&str>) -> Result<Named, String> {
        Named::of("111122223333", "us-east-1", said, beside).map_err(|e| e.message)
    }

    fn named(account: &str, qualifier: Option<&str>) -> Result<Named, String> {
        Ok(Named {
            account: account.to_owned(),
            name: "f".to_owned(),
            qualifier: qualifier.map(str::to_owned),
        })
    }

    #[test]
    fn a_function_has_many_names() {
        let own = "111122223333";
        assert_eq!(read("f", None), named(own, None));
        assert_eq!(read("f:1", None), named(own, Some("1")));
        assert_eq!(read("f", Some("a")), named(own, Some("a")));
        assert_eq!(read("f:a", Some("a")), named(own, Some("a")));
        assert_eq!(read("function:f", None), named(own, None));
        assert_eq!(
            read("444455556666:function:f:a", None),
            named("444455556666", Some("a"))
        );
        let arn = "arn:aws:lambda:us-east-1:444455556666:function:f";
        assert_eq!(read(arn, None), named("444455556666", None));
        assert_eq!(
            read(&format!("{arn}:$LATEST"), None),
            named("444455556666", Some("$LATEST"))
        );
        assert!(
            read("f:a", Some("b"))
                .unwrap_err()
                .contains("does not match")
        );
        let far = read("arn:aws:lambda:eu-west-1:444455556666:function:f", None).unwrap_err();
        assert_eq!(
            far,
            "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"
        );
    }
}
