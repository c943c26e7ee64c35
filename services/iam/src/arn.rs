//! IAM's ARNs: written from kind, path and name, and taken apart again.

/// `arn:aws:iam::111122223333:user/division/bob`; the path begins and ends with a slash.
pub fn of(partition: &str, account: &str, kind: &str, path: &str, name: &str) -> String {
    format!("arn:{partition}:iam::{account}:{kind}{path}{name}")
}

/// The root user of an account.
pub fn root(partition: &str, account: &str) -> String {
    format!("arn:{partition}:iam::{account}:root")
}

/// An ARN of IAM or STS, with the resource split at its first slash.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts<'a> {
    pub partition: &'a str,
    pub service: &'a str,
    pub account: &'a str,
    /// `user`, `role`, `policy`, …
    pub kind: &'a str,
    /// Path and name without the slash in front.
    pub rest: &'a str,
}

impl<'a> Parts<'a> {
    pub fn of(arn: &'a str) -> Option<Parts<'a>> {
        let mut parts = arn.splitn(6, ':');
        let ("arn", partition, service, "", account, resource) = (
            parts.next()?,
            parts.next()?,
            parts.next()?,
            parts.next()?,
            parts.next()?,
            parts.next()?,
        ) else {
            return None;
        };
        let (kind, rest) = resource.split_once('/')?;
        let whole = !partition.is_empty() && !kind.is_empty() && !rest.is_empty();
        (whole && matches!(service, "iam" | "sts")).then_some(Parts {
            partition,
            service,
            account,
            kind,
            rest,
        })
    }

    pub fn name(&self) -> &'a str {
        self.rest.rsplit('/').next().unwrap_or(self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_comes_apart_as_it_was_put_together() {
        let arn = of("aws", "111122223333", "role", "/a/b/", "Reader");
        let parts = Parts::of(&arn).unwrap();
        assert_eq!((parts.kind, parts.rest), ("role", "a/b/Reader"));
        assert_eq!(parts.name(), "Reader");
        for wrong in ["", "arn:aws:iam::1:root", "arn:aws:s3:::bucket/x", "x:y"] {
            assert_eq!(Parts::of(wrong), None, "{wrong}");
        }
    }
}
