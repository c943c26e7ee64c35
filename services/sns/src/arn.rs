//! Names of topics and subscriptions.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Scope;

/// What a topic's ARN says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicArn {
    pub account: String,
    pub region: String,
    pub name: String,
}

impl TopicArn {
    /// A topic in a call's own Region; `parameter` is what the caller calls it.
    pub fn parse(cx: &Cx, arn: &str, parameter: &str) -> Result<TopicArn, AwsError> {
        let parts = elements(arn, parameter)?;
        let topic = TopicArn::of(&parts).filter(|_| parts.len() == 6 && parts[1] == cx.partition());
        match topic {
            Some(topic) if topic.region == cx.region() || cx.caller().is_anonymous() => Ok(topic),
            _ => Err(errors::invalid(parameter)),
        }
    }

    fn of(parts: &[&str]) -> Option<TopicArn> {
        let ["arn", _, "sns", region, account, name, ..] = parts else {
            return None;
        };
        let sound = is_account(account) && is_topic_name(name) && !region.is_empty();
        sound.then(|| TopicArn {
            account: (*account).to_owned(),
            region: (*region).to_owned(),
            name: (*name).to_owned(),
        })
    }

    pub fn text(&self, partition: &str) -> String {
        let TopicArn {
            account,
            region,
            name,
        } = self;
        format!("arn:{partition}:sns:{region}:{account}:{name}")
    }

    pub fn scope<'s>(&'s self, cx: &Cx<'s>) -> Scope<'s> {
        cx.scope_of(&self.account, &self.region)
    }
}

/// A topic's ARN and the subscription's own id behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionArn {
    pub topic: TopicArn,
    pub id: String,
}

impl SubscriptionArn {
    pub fn parse(cx: &Cx, arn: &str) -> Result<SubscriptionArn, AwsError> {
        let parts = elements(arn, "SubscriptionArn")?;
        let wrong = || errors::invalid("SubscriptionArn Reason: An ARN must name a subscription");
        let topic = TopicArn::of(&parts).filter(|_| parts[1] == cx.partition());
        let topic = topic.ok_or_else(|| errors::invalid("SubscriptionArn"))?;
        match parts.as_slice() {
            [_, _, _, _, _, _, id] if !id.is_empty() => Ok(SubscriptionArn {
                topic,
                id: (*id).to_owned(),
            }),
            _ => Err(wrong()),
        }
    }
}

fn elements<'a>(arn: &'a str, parameter: &str) -> Result<Vec<&'a str>, AwsError> {
    if arn.is_empty() {
        return Err(errors::missing(parameter));
    }
    let parts: Vec<&str> = arn.split(':').collect();
    if parts.len() < 6 {
        return Err(errors::invalid(format!(
            "{parameter} Reason: An ARN must have at least 6 elements, not {}",
            parts.len()
        )));
    }
    Ok(parts)
}

pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A name of either kind of topic.
pub fn is_topic_name(name: &str) -> bool {
    let base = name.strip_suffix(".fifo").unwrap_or(name);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    !base.is_empty() && name.len() <= 256 && base.bytes().all(plain)
}
