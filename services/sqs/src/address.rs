//! Queue URLs and ARNs.

use crate::errors;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Cx, RequestInfo};

/// What a queue URL says: the account and the name are its last two segments, whatever host and
/// path come before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub account: String,
    pub name: String,
}

impl Address {
    pub fn of_url(url: &str) -> Result<Address, AwsError> {
        let path = url.split_once("://").map_or(url, |(_, rest)| rest);
        let mut segments = path.trim_end_matches('/').rsplit('/');
        let (name, account) = (segments.next(), segments.next());
        match (account, name) {
            (Some(account), Some(name)) if is_account(account) && !name.is_empty() => Ok(Address {
                account: account.to_owned(),
                name: name.to_owned(),
            }),
            _ => Err(errors::address(url)),
        }
    }

    /// The queue an ARN names, if it is one of this partition and Region.
    pub fn of_arn(cx: &Cx, arn: &str) -> Option<Address> {
        let parts: Vec<&str> = arn.split(':').collect();
        match parts.as_slice() {
            ["arn", partition, "sqs", region, account, name]
                if *partition == cx.partition()
                    && *region == cx.region()
                    && is_account(account)
                    && !name.is_empty() =>
            {
                Some(Address {
                    account: (*account).to_owned(),
                    name: (*name).to_owned(),
                })
            }
            _ => None,
        }
    }

    pub fn arn(&self, cx: &Cx) -> String {
        arn(cx, &self.account, &self.name)
    }
}

/// A query posted to a queue's own URL need not name the queue again.
pub fn complete(operation: &'static str, request: &RequestInfo, input: &mut Value) {
    let names_queue = haneul_model::model("sqs")
        .and_then(|model| {
            model
                .shape(model.operation(operation)?.input?)
                .member("QueueUrl")
        })
        .is_some();
    let Value::Struct(fields) = input else {
        return;
    };
    let given = fields.iter().any(|(name, _)| *name == "QueueUrl");
    if names_queue && !given && Address::of_url(&request.path).is_ok() {
        fields.push(("QueueUrl", Value::Str(request.path.clone())));
    }
}

pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

pub fn arn(cx: &Cx, account: &str, name: &str) -> String {
    let (partition, region) = (cx.partition(), cx.region());
    format!("arn:{partition}:sqs:{region}:{account}:{name}")
}

/// The URL of a queue by the name and port the client used.
pub fn url(cx: &Cx, account: &str, name: &str) -> String {
    let request = &cx.call.request;
    let genuine = ["amazonaws.com", "amazonaws.com.cn"]
        .into_iter()
        .find(|domain| request.host.ends_with(&format!(".{domain}")));
    match genuine {
        Some(domain) => format!("https://sqs.{}.{domain}/{account}/{name}", cx.region()),
        None => format!("{}/{account}/{name}", request.base_url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_segments_of_any_url() {
        let expected = Address {
            account: "111122223333".into(),
            name: "jobs.fifo".into(),
        };
        for url in [
            "http://localhost:4566/111122223333/jobs.fifo",
            "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs.fifo",
            "http://sqs.us-east-1.localhost.localstack.cloud:4566/queue/us-east-1/111122223333/jobs.fifo",
            "http://localhost:4566/111122223333/jobs.fifo/",
        ] {
            assert_eq!(Address::of_url(url), Ok(expected.clone()), "{url}");
        }
    }

    #[test]
    fn what_names_no_queue_is_no_address() {
        for url in [
            "",
            "jobs",
            "http://localhost:4566/jobs",
            "http://x/123/jobs",
        ] {
            let code = Address::of_url(url).map_err(|e| e.code);
            assert_eq!(code, Err("InvalidAddress".into()), "{url}");
        }
    }
}
