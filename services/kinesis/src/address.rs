//! Which stream or consumer a call means: by name in the caller's account, or by ARN in any.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub account: String,
    pub name: String,
}

impl Address {
    /// By either of the two members that nearly every operation has.
    pub fn of(cx: &Cx, name: Option<&str>, arn: Option<&str>) -> Result<Address, AwsError> {
        let by_arn = arn.map(|arn| Address::of_arn(cx, arn)).transpose()?;
        match (by_arn, name) {
            (Some(address), Some(name)) if address.name != name => Err(errors::argument(format!(
                "StreamName {name} does not match the stream of StreamARN {}.",
                arn.unwrap_or_default()
            ))),
            (Some(address), _) => Ok(address),
            (None, Some(name)) => Ok(Address {
                account: cx.account().to_owned(),
                name: name.to_owned(),
            }),
            (None, None) => Err(errors::argument(
                "Either StreamName or StreamARN must be specified.",
            )),
        }
    }

    pub fn of_arn(cx: &Cx, arn: &str) -> Result<Address, AwsError> {
        match split(cx, arn) {
            Some((account, resource)) => match resource.strip_prefix("stream/") {
                Some(name) if !name.contains('/') && !name.is_empty() => Ok(Address {
                    account: account.to_owned(),
                    name: name.to_owned(),
                }),
                _ => Err(errors::arn(arn)),
            },
            None => Err(errors::arn(arn)),
        }
    }

    pub fn arn(&self, cx: &Cx) -> String {
        stream_arn(cx, &self.account, &self.name)
    }
}

pub fn stream_arn(cx: &Cx, account: &str, name: &str) -> String {
    let (partition, region) = (cx.partition(), cx.region());
    format!("arn:{partition}:kinesis:{region}:{account}:stream/{name}")
}

/// A consumer, by its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerAddress {
    pub stream: Address,
    pub name: String,
    /// In seconds: tells consumers apart that had the same name one after another.
    pub created: i64,
}

impl ConsumerAddress {
    pub fn of_arn(cx: &Cx, arn: &str) -> Option<ConsumerAddress> {
        let (account, resource) = split(cx, arn)?;
        let (stream, consumer) = resource.strip_prefix("stream/")?.split_once("/consumer/")?;
        let (name, created) = consumer.rsplit_once(':')?;
        Some(ConsumerAddress {
            stream: Address {
                account: account.to_owned(),
                name: stream.to_owned(),
            },
            name: name.to_owned(),
            created: created.parse().ok()?,
        })
    }
}

/// Account and resource of an ARN of this partition and Region.
fn split<'a>(cx: &Cx, arn: &'a str) -> Option<(&'a str, &'a str)> {
    let mut parts = arn.splitn(6, ':');
    let head = [(); 5].map(|()| parts.next().unwrap_or_default());
    let resource = parts.next()?;
    let [arn, partition, service, region, account] = head;
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    let fits = arn == "arn"
        && partition == cx.partition()
        && service == "kinesis"
        && region == cx.region()
        && is_account;
    fits.then_some((account, resource))
}
