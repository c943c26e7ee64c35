//! What a service has the path ask the policies.

use crate::arn::Arn;
use haneul_model::Value;
use haneul_policy::{ListGrant, PolicyKind, Source};
use std::borrow::Cow;
use std::sync::OnceLock;

/// The action of giving a role to a service.
pub(crate) const PASS_ROLE: &str = "iam:PassRole";

/// One question to the policies.
#[derive(Clone, Debug)]
pub struct Check {
    /// `None`: the action the operation maps to.
    pub action: Option<Cow<'static, str>>,
    /// ARN or `*`.
    pub resource: String,
    /// The account that owns the resource; `None`: the caller's.
    pub owner: Option<String>,
    /// The resource's own policy, where it has one.
    pub policy: Option<ResourcePolicy>,
    /// What a list beside the policy grants.
    pub granted: Option<ListGrant>,
    /// Condition keys of the service and the resource.
    pub context: Vec<(Cow<'static, str>, Vec<String>)>,
    /// By which other name the resource is reached, where that one has a say, too.
    pub through: Option<Box<Through>>,
}

/// A way to a resource, with a policy of its own: both must let the caller in.
#[derive(Clone, Debug)]
pub struct Through {
    pub resource: String,
    pub owner: String,
    pub policy: Option<String>,
}

#[derive(Clone, Debug)]
pub struct ResourcePolicy {
    pub text: String,
    pub kind: PolicyKind,
    /// The resource's policy alone must allow, as role trust does.
    pub decides: bool,
    /// It is another's who owns the resource: what the policy allows does not count.
    pub only_denies: bool,
    /// What the text says, once somebody has looked.
    pub(crate) read: OnceLock<Source>,
}

impl ResourcePolicy {
    fn new(text: String, kind: PolicyKind) -> ResourcePolicy {
        ResourcePolicy {
            text,
            kind,
            decides: false,
            only_denies: false,
            read: OnceLock::new(),
        }
    }
}

impl Check {
    pub fn new(resource: impl Into<String>) -> Check {
        Check {
            action: None,
            resource: resource.into(),
            owner: None,
            policy: None,
            granted: None,
            context: Vec::new(),
            through: None,
        }
    }

    pub fn through(mut self, way: Through) -> Check {
        self.through = Some(Box::new(way));
        self
    }

    /// The same question about the way to the resource.
    pub(crate) fn of_way(&self) -> Option<Check> {
        let way = self.through.as_deref()?;
        let check = Check::new(way.resource.clone())
            .owner(way.owner.clone())
            .policy(way.policy.clone());
        Some(Check {
            action: self.action.clone(),
            context: self.context.clone(),
            ..check
        })
    }

    pub fn action(mut self, action: impl Into<Cow<'static, str>>) -> Check {
        self.action = Some(action.into());
        self
    }

    /// Whether the caller may give a role to a service. Nobody may give one of another account's.
    pub fn pass_role(role: &str, service: &'static str) -> Check {
        let check = Check::new(role)
            .action(PASS_ROLE)
            .key("iam:PassedToService", service);
        match Arn::read(role) {
            Some(arn) => check.owner(arn.account),
            None => check,
        }
    }

    pub fn owner(mut self, account: impl Into<String>) -> Check {
        self.owner = Some(account.into());
        self
    }

    pub fn policy(mut self, text: Option<String>) -> Check {
        self.policy = text.map(|text| ResourcePolicy::new(text, PolicyKind::Resource));
        self
    }

    /// What an access control list grants, which counts as much as a policy of the resource.
    pub fn granted(mut self, grant: Option<ListGrant>) -> Check {
        self.granted = grant;
        self
    }

    /// What the policy allows does not count.
    pub fn only_denies(mut self) -> Check {
        if let Some(policy) = &mut self.policy {
            policy.only_denies = true;
        }
        self
    }

    pub fn trust(mut self, text: String) -> Check {
        self.policy = Some(ResourcePolicy {
            decides: true,
            ..ResourcePolicy::new(text, PolicyKind::Trust)
        });
        self
    }

    /// Nothing is allowed unless this policy says so, as that of a key of KMS.
    pub fn deciding(self, text: String) -> Check {
        let mut check = self.policy(Some(text));
        if let Some(policy) = &mut check.policy {
            policy.decides = true;
        }
        check
    }

    pub fn key(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Check {
        self.context.push((name.into(), vec![value.into()]));
        self
    }

    pub fn keys(mut self, name: impl Into<Cow<'static, str>>, values: Vec<String>) -> Check {
        self.context.push((name.into(), values));
        self
    }

    /// `aws:RequestTag/*` and `aws:TagKeys` of tags that the request brings.
    pub fn request_tags<'t>(mut self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Check {
        let mut names = Vec::new();
        for (key, value) in tags {
            names.push(key.to_owned());
            self = self.key(format!("aws:RequestTag/{key}"), value);
        }
        if names.is_empty() {
            self
        } else {
            self.keys("aws:TagKeys", names)
        }
    }

    /// The tags that a call brings and the keys of those that it takes away, as most services'
    /// models say them: `Tags` or `tags`, a map or a list of `Key` and `Value`.
    pub fn tags_of(self, input: &Value) -> Check {
        let either = |names: [&str; 2]| names.into_iter().find_map(|name| input.get(name));
        let pairs: Vec<(&str, &str)> = match either(["Tags", "tags"]) {
            Some(Value::Map(entries)) => {
                let pairs = entries.iter();
                pairs
                    .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
                    .collect()
            }
            Some(Value::List(items)) => {
                let pair = |item| Value::str(item, "Key").map(|key| (key, item.str("Value")));
                let pairs = items.iter().filter_map(pair);
                pairs
                    .map(|(key, value)| (key, value.unwrap_or_default()))
                    .collect()
            }
            _ => Vec::new(),
        };
        let removed = either(["TagKeys", "tagKeys"]).and_then(Value::as_list);
        let removed = removed.unwrap_or_default().iter();
        let removed: Vec<String> = removed
            .filter_map(|key| key.as_str().map(str::to_owned))
            .collect();
        let check = self.request_tags(pairs);
        match removed.is_empty() {
            true => check,
            false => check.keys("aws:TagKeys", removed),
        }
    }

    /// `aws:ResourceTag/*` of tags that the resource has.
    pub fn resource_tags<'t>(
        mut self,
        tags: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Check {
        for (key, value) in tags {
            self = self.key(format!("aws:ResourceTag/{key}"), value);
        }
        self
    }
}
