//! Tag policies: what an organisation wants of tags, and the refusal of calls that would tag
//! otherwise where the policy is to be enforced.

use crate::check::Check;
use haneul_policy::glob;

/// What the policy in force says of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagRule {
    /// In the letters it is to be written in.
    pub key: String,
    /// Those it may have, with `*` for any run of signs; empty: whatever it likes.
    pub values: Vec<String>,
    /// Types of resources (`sqs:queue`, `s3:*`) for which calls that break the rule are refused.
    pub enforced_for: Vec<String>,
}

/// Types that tag policies can be enforced for: the service of the ARN, the beginning of its
/// resource, and the name in policies.
const TYPES: [(&str, &str, &str); 14] = [
    ("access-analyzer", "analyzer/", "access-analyzer:analyzer"),
    ("cloudtrail", "trail/", "cloudtrail:trail"),
    ("iam", "instance-profile/", "iam:instance-profile"),
    ("iam", "mfa/", "iam:mfa"),
    ("iam", "oidc-provider/", "iam:oidc-provider"),
    ("iam", "policy/", "iam:policy"),
    ("iam", "saml-provider/", "iam:saml-provider"),
    ("iam", "server-certificate/", "iam:server-certificate"),
    ("organizations", "account/", "organizations:account"),
    ("organizations", "ou/", "organizations:ou"),
    ("organizations", "policy/", "organizations:policy"),
    ("organizations", "root/", "organizations:root"),
    ("s3", "", "s3:bucket"),
    ("sqs", "", "sqs:queue"),
];

/// Whether a policy may ask to be enforced for this. Of services that are not here nothing can be
/// tagged, so that for them every type will do.
pub fn can_be_enforced_for(name: &str) -> bool {
    let Some((service, kind)) = name.split_once(':') else {
        return false;
    };
    let mut of_service = TYPES.iter().filter(|(own, ..)| *own == service).peekable();
    let is_here = of_service.peek().is_some();
    let is_all = matches!(kind, "*" | "ALL_SUPPORTED");
    !kind.is_empty() && (!is_here || is_all || of_service.any(|(.., own)| *own == name))
}

/// What AWS says of the first tag of a request that breaks a rule.
pub(crate) fn violation(rules: &[TagRule], check: &Check) -> Option<String> {
    let kind = type_of(&check.resource)?;
    let tags = check.context.iter().filter_map(|(name, values)| {
        let key = name.strip_prefix("aws:RequestTag/")?;
        Some((key, values.first()?))
    });
    let mut broken = tags.filter_map(|(key, value)| {
        let mut rules = rules.iter().filter(|rule| rule.is_enforced_for(kind));
        let rule = rules.find(|rule| rule.key.eq_ignore_ascii_case(key))?;
        rule.broken_by(key, value)
    });
    broken.next()
}

fn type_of(arn: &str) -> Option<&'static str> {
    let mut parts = arn.splitn(6, ':').skip(2);
    let (service, resource) = (parts.next()?, parts.nth(2)?);
    // Objects have tags of their own, which no tag policy is about.
    if service == "s3" && resource.contains('/') {
        return None;
    }
    let mut types = TYPES.iter();
    let found = types.find(|(of, start, _)| *of == service && resource.starts_with(start));
    found.map(|(.., name)| *name)
}

impl TagRule {
    fn is_enforced_for(&self, kind: &str) -> bool {
        let service = kind.split(':').next().unwrap_or_default();
        self.enforced_for.iter().any(|own| {
            let (of, what) = own.split_once(':').unwrap_or_default();
            own == kind || of == service && matches!(what, "*" | "ALL_SUPPORTED")
        })
    }

    fn broken_by(&self, key: &str, value: &str) -> Option<String> {
        if self.key != key {
            return Some(format!(
                "The tag policy does not allow the capitalization of the following tag key: '{key}'."
            ));
        }
        let allowed = self.values.is_empty() || self.values.iter().any(|own| fits(own, value));
        (!allowed).then(|| {
            format!(
                "The tag policy does not allow the specified value for the following tag key: '{key}'."
            )
        })
    }
}

/// A question mark is only itself here.
fn fits(pattern: &str, value: &str) -> bool {
    match pattern.contains('?') {
        false => glob(pattern, value),
        true => pattern == value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> TagRule {
        TagRule {
            key: "CostCenter".to_owned(),
            values: vec!["100".to_owned(), "2*".to_owned()],
            enforced_for: vec!["sqs:queue".to_owned()],
        }
    }

    fn said(arn: &str, key: &str, value: &str) -> Option<String> {
        let check = Check::new(arn).request_tags([(key, value)]);
        violation(&[rule()], &check)
    }

    const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:q";

    #[test]
    fn only_allowed_values_in_the_right_letters() {
        assert_eq!(said(QUEUE, "CostCenter", "100"), None);
        assert_eq!(said(QUEUE, "CostCenter", "2xx"), None);
        assert_eq!(said(QUEUE, "other", "x"), None);
        assert_eq!(
            said(QUEUE, "CostCenter", "3").unwrap(),
            "The tag policy does not allow the specified value for the following tag key: 'CostCenter'."
        );
        assert!(
            said(QUEUE, "costcenter", "100")
                .unwrap()
                .contains("capitalization")
        );
    }

    #[test]
    fn only_the_types_that_are_named() {
        assert_eq!(said("arn:aws:s3:::bucket", "CostCenter", "3"), None);
        let mut all = rule();
        all.enforced_for = vec!["s3:ALL_SUPPORTED".to_owned()];
        let on = |arn: &str| Check::new(arn).request_tags([("CostCenter", "3")]);
        assert!(violation(&[all.clone()], &on("arn:aws:s3:::bucket")).is_some());
        assert!(violation(&[all], &on("arn:aws:s3:::bucket/object")).is_none());
        for (name, can) in [
            ("sqs:queue", true),
            ("sqs:topic", false),
            ("iam:*", true),
            ("iam:user", false),
            ("ec2:instance", true),
            ("sqs", false),
            ("sqs:", false),
        ] {
            assert_eq!(can_be_enforced_for(name), can, "{name}");
        }
    }
}
