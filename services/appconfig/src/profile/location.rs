//! Where configurations lie.

use crate::errors;
use haneul_pipeline::AwsError;

#[derive(Clone, Debug, PartialEq)]
pub enum Location<'a> {
    Hosted,
    Parameter(&'a str),
    Object { bucket: &'a str, key: &'a str },
    Secret(&'a str),
}

pub fn read(uri: &str) -> Result<Location<'_>, AwsError> {
    let wrong = || errors::bad(format!("Invalid LocationUri {uri}."));
    if uri == "hosted" {
        return Ok(Location::Hosted);
    }
    let (scheme, rest) = uri.split_once("://").ok_or_else(wrong)?;
    match scheme {
        "ssm-parameter" if !rest.is_empty() => Ok(Location::Parameter(rest)),
        "secretsmanager" if !rest.is_empty() => Ok(Location::Secret(rest)),
        "s3" => {
            let parts = rest.split_once('/');
            let parts = parts.filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty());
            let (bucket, key) = parts.ok_or_else(wrong)?;
            Ok(Location::Object { bucket, key })
        }
        "ssm-document" => Err(AwsError::not_implemented(
            "configurations in documents of Systems Manager",
        )),
        "codepipeline" => Err(AwsError::not_implemented(
            "configurations from CodePipeline",
        )),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let object = Location::Object {
            bucket: "b",
            key: "a/c",
        };
        for (uri, location) in [
            ("hosted", Location::Hosted),
            (
                "ssm-parameter:///shop/limits",
                Location::Parameter("/shop/limits"),
            ),
            ("s3://b/a/c", object),
            ("secretsmanager://db", Location::Secret("db")),
        ] {
            assert_eq!(read(uri), Ok(location), "{uri}");
        }
        for uri in [
            "",
            "here",
            "s3://b",
            "s3:///k",
            "ssm-parameter://",
            "ftp://x",
        ] {
            let error = read(uri).map_err(|error| error.code);
            assert_eq!(error, Err("BadRequestException".into()), "{uri}");
        }
        for uri in ["ssm-document://d", "codepipeline://p"] {
            let error = read(uri).map_err(|error| error.code);
            assert_eq!(error, Err("NotImplemented".into()), "{uri}");
        }
    }
}
