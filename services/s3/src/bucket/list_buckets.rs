//! ListBuckets.

use crate::listing::token;
use crate::shapes::{Bucket as Shown, ListBucketsOutput, ListBucketsRequest};
use crate::{acl, errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListBucketsRequest) -> Result<ListBucketsOutput, AwsError> {
    let most = page_size(input.max_buckets)?;
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let region = input.bucket_region.as_deref();
    let query = [cx.account(), prefix, region.unwrap_or_default()];
    let mut after = match &input.continuation_token {
        Some(text) => Some(token::open(text, &query)?),
        None => None,
    };
    let mut found = Vec::new();
    loop {
        let wanted = most + 1 - found.len();
        let rows = super::of_owner(cx, cx.account(), prefix, after.as_deref(), wanted)?;
        let last = rows.len() < wanted;
        after = rows.last().map(|bucket| bucket.name.clone());
        found.extend(
            rows.into_iter()
                .filter(|b| region.is_none_or(|r| b.region == r)),
        );
        if last || found.len() > most {
            break;
        }
    }
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more);
    Ok(ListBucketsOutput {
        continuation_token: next.map(|bucket| token::seal(&bucket.name, &query)),
        owner: Some(acl::owner(cx.account())),
        prefix: input.prefix,
        buckets: Some(
            found
                .into_iter()
                .map(|bucket| Shown {
                    bucket_region: Some(bucket.region.clone()),
                    bucket_arn: Some(bucket.arn(cx.partition())),
                    name: Some(bucket.name),
                    creation_date: Some(bucket.created),
                })
                .collect(),
        ),
    })
}

fn page_size(asked: Option<i64>) -> Result<usize, AwsError> {
    match asked {
        None => Ok(limits::BUCKETS_PAGE as usize),
        Some(n) if (1..=limits::BUCKETS_PAGE).contains(&n) => Ok(n as usize),
        Some(n) => Err(errors::invalid_argument(
            "Argument max-buckets must be an integer between 1 and 10000",
            "max-buckets",
            &n.to_string(),
        )),
    }
}
