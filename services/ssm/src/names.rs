//! Names of parameters: what they may be, their ARNs, and which version a selector means.

use crate::{errors, limits};
use haneul_pipeline::{Arn, AwsError, Cx};

/// As it stands in an ARN: one slash, whether or not the name begins with one.
pub fn arn(cx: &Cx, account: &str, name: &str) -> String {
    let slash = if name.starts_with('/') { "" } else { "/" };
    let (partition, region) = (cx.partition(), cx.region());
    format!("arn:{partition}:ssm:{region}:{account}:parameter{slash}{name}")
}

/// The names that an ARN may stand for: it hides whether a name of one level begins with a slash.
fn of_arn(resource: &str) -> Option<Vec<String>> {
    let path = resource.strip_prefix("parameter")?;
    let bare = path.strip_prefix('/')?;
    Some(match bare.contains('/') {
        true => vec![path.to_owned()],
        false => vec![bare.to_owned(), path.to_owned()],
    })
}

/// Which parameter somebody means, and which version of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub account: String,
    /// One of these.
    pub names: Vec<String>,
    /// With its colon: `:3` or `:label`.
    pub selector: Option<String>,
}

impl Wanted {
    pub fn of(cx: &Cx, said: &str) -> Result<Wanted, AwsError> {
        let own = |name: &str, selector: Option<&str>| Wanted {
            account: cx.account().to_owned(),
            names: vec![name.to_owned()],
            selector: selector.map(|selector| format!(":{selector}")),
        };
        if !said.starts_with("arn:") {
            return match said.split_once(':') {
                Some((_, selector)) if selector.contains(':') => Err(errors::invalid(
                    "Parameter name: can't contain more than one selector.",
                )),
                Some((name, selector)) => Ok(own(name, Some(selector))),
                None => Ok(own(said, None)),
            };
        }
        let read = Arn::read(said).filter(|arn| arn.service == "ssm" && arn.region == cx.region());
        let arn = read.ok_or_else(errors::not_found)?;
        let (resource, selector) = match arn.resource.split_once(':') {
            Some((resource, selector)) => (resource, Some(selector)),
            None => (arn.resource, None),
        };
        Ok(Wanted {
            account: arn.account.to_owned(),
            names: of_arn(resource).ok_or_else(errors::not_found)?,
            selector: selector.map(|selector| format!(":{selector}")),
        })
    }

    /// The name it is called by where none is there.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

/// Whether a parameter may be made by this name.
pub fn check(name: &str) -> Result<(), AwsError> {
    let path = name.strip_prefix('/');
    if path.is_none() && name.contains('/') {
        return Err(errors::invalid(
            "Parameter name must be a fully qualified name.",
        ));
    }
    let bare = path.unwrap_or(name);
    let first = bare
        .split('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if path.is_some() && first == "aws" {
        return Err(errors::denied(format!(
            "No access to reserved parameter name: {name}."
        )));
    }
    for prefix in ["aws", "ssm"] {
        if first.starts_with(prefix) {
            return Err(errors::invalid(format!(
                "Parameter name: can't be prefixed with \"{prefix}\" (case-insensitive). {RULES}"
            )));
        }
    }
    let known = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let fits = |level: &str| !level.is_empty() && level.chars().all(known);
    if name.len() > limits::NAME || !bare.split('/').all(fits) {
        return Err(errors::invalid(format!("Parameter name: {RULES}")));
    }
    match bare.split('/').count() <= limits::LEVELS {
        true => Ok(()),
        false => Err(errors::too_deep()),
    }
}

const RULES: &str = "If formed as a path, it can consist of sub-paths divided by slash symbol; each \
                     sub-path can be formed as a mix of letters, numbers and the following 3 \
                     symbols .-_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let deep = "/a".repeat(15);
        for good in ["a", "/a", "/a/b-c/d_e.f", &deep] {
            assert!(check(good).is_ok(), "{good}");
        }
        let deeper = "/a".repeat(16);
        for bad in [
            "a/b", "/", "", "/a//b", "/a/", "aws-x", "/SSM/x", "a b", "é", &deeper,
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
        let code = check("/aws/service/x").expect_err("reserved").code;
        assert_eq!(code, "AccessDeniedException");
    }

    #[test]
    fn arns_hide_a_slash() {
        let of = |resource: &str| of_arn(resource);
        assert_eq!(
            of("parameter/a"),
            Some(vec!["a".to_owned(), "/a".to_owned()])
        );
        assert_eq!(of("parameter/a/b"), Some(vec!["/a/b".to_owned()]));
        assert_eq!(of("document/a"), None);
    }
}
