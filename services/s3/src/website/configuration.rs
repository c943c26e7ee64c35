//! What a website is made of, as it is kept, and what of it AWS accepts.

use crate::shapes::{
    Condition as ShownCondition, ErrorDocument, GetBucketWebsiteOutput, IndexDocument,
    Redirect as ShownRedirect, RedirectAllRequestsTo, RoutingRule, WebsiteConfiguration,
};
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Website {
    /// What is behind a name that ends with a slash.
    pub index: Option<String>,
    pub error: Option<String>,
    pub all_to: Option<AllTo>,
    pub rules: Vec<Rule>,
}

/// Everything is elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AllTo {
    pub host: String,
    pub protocol: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub condition: Option<Condition>,
    pub redirect: Redirect,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    pub prefix: Option<String>,
    pub error: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Redirect {
    pub host: Option<String>,
    pub code: Option<String>,
    pub protocol: Option<String>,
    pub prefix: Option<String>,
    pub key: Option<String>,
}

impl Website {
    pub fn checked(given: WebsiteConfiguration) -> Result<Website, AwsError> {
        let website = Website {
            index: given.index_document.map(|index| index.suffix),
            error: given.error_document.map(|error| error.key),
            all_to: given.redirect_all_requests_to.map(|all| AllTo {
                host: all.host_name,
                protocol: all.protocol,
            }),
            rules: given
                .routing_rules
                .unwrap_or_default()
                .into_iter()
                .map(rule)
                .collect::<Result<_, _>>()?,
        };
        website.check()?;
        Ok(website)
    }

    fn check(&self) -> Result<(), AwsError> {
        if let Some(all) = &self.all_to {
            if self.index.is_some() || self.error.is_some() || !self.rules.is_empty() {
                return Err(errors::invalid_argument(
                    "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
                    "RedirectAllRequestsTo",
                    "not null",
                ));
            }
            return match all.host.is_empty() {
                true => Err(errors::malformed_xml()),
                false => Ok(()),
            };
        }
        let Some(index) = &self.index else {
            return Err(errors::invalid_argument(
                "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                "IndexDocument",
                "null",
            ));
        };
        if index.is_empty() || index.contains('/') {
            return Err(errors::invalid_argument(
                "The IndexDocument Suffix is not well formed",
                "IndexDocument",
                index,
            ));
        }
        if self.error.as_deref() == Some("") {
            return Err(errors::invalid_argument(
                "The ErrorDocument Key is not well formed",
                "ErrorDocument",
                "",
            ));
        }
        match self.rules.len() {
            0..=limits::ROUTING_RULES => Ok(()),
            many => Err(errors::invalid_request(format!(
                "{many} routing rules provided, the number of routing rules in a website configuration is limited to {}.",
                limits::ROUTING_RULES
            ))),
        }
    }

    pub fn shown(self) -> GetBucketWebsiteOutput {
        let rules: Vec<_> = self.rules.into_iter().map(shown_rule).collect();
        GetBucketWebsiteOutput {
            index_document: self.index.map(|suffix| IndexDocument { suffix }),
            error_document: self.error.map(|key| ErrorDocument { key }),
            redirect_all_requests_to: self.all_to.map(|all| RedirectAllRequestsTo {
                host_name: all.host,
                protocol: all.protocol,
            }),
            routing_rules: (!rules.is_empty()).then_some(rules),
        }
    }
}

fn rule(given: RoutingRule) -> Result<Rule, AwsError> {
    let condition = given.condition.map(|condition| Condition {
        prefix: condition.key_prefix_equals,
        error: condition.http_error_code_returned_equals,
    });
    if condition.as_ref() == Some(&Condition::default()) {
        return Err(errors::invalid_request(
            "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
        ));
    }
    let error = condition.as_ref().and_then(|c| c.error.as_deref());
    if let Some(code) = error.filter(|code| !is_code(code, 400..=599)) {
        return Err(errors::invalid_request(format!(
            "The provided HTTP error code ({code}) is not valid. Valid codes are 4XX or 5XX."
        )));
    }
    let to = given.redirect;
    let redirect = Redirect {
        host: to.host_name,
        code: to.http_redirect_code,
        protocol: to.protocol,
        prefix: to.replace_key_prefix_with,
        key: to.replace_key_with,
    };
    if redirect == Redirect::default() {
        return Err(errors::malformed_xml());
    }
    if let Some(code) = redirect.code.as_deref().filter(|c| !is_code(c, 301..=399)) {
        return Err(errors::invalid_request(format!(
            "The provided HTTP redirect code ({code}) is not valid. Valid codes are 3XX except 300."
        )));
    }
    if redirect.prefix.is_some() && redirect.key.is_some() {
        return Err(errors::invalid_request(
            "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
        ));
    }
    Ok(Rule {
        condition,
        redirect,
    })
}

fn is_code(text: &str, allowed: std::ops::RangeInclusive<u16>) -> bool {
    text.parse().is_ok_and(|code| allowed.contains(&code))
}

fn shown_rule(rule: Rule) -> RoutingRule {
    RoutingRule {
        condition: rule.condition.map(|condition| ShownCondition {
            key_prefix_equals: condition.prefix,
            http_error_code_returned_equals: condition.error,
        }),
        redirect: ShownRedirect {
            host_name: rule.redirect.host,
            http_redirect_code: rule.redirect.code,
            protocol: rule.redirect.protocol,
            replace_key_prefix_with: rule.redirect.prefix,
            replace_key_with: rule.redirect.key,
        },
    }
}
