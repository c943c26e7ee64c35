//! ListPublicKeys: the public halves that digests of a span of time were signed with.

use super::keys;
use crate::errors;
use crate::shapes::{ListPublicKeysRequest, ListPublicKeysResponse, PublicKey};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListPublicKeysRequest) -> Result<ListPublicKeysResponse, AwsError> {
    if input.next_token.is_some() {
        return Err(errors::invalid_token());
    }
    let from = input.start_time.unwrap_or(cx.now());
    let to = input.end_time.unwrap_or(cx.now());
    if from > to {
        return Err(errors::invalid_time_range());
    }
    let (partition, region) = (cx.partition(), cx.region());
    let keys = keys::of_region(cx.tx, partition, region)?;
    let valid = keys
        .into_iter()
        .filter(|key| key.from <= to && from < key.until);
    let shown = valid.map(|key| PublicKey {
        value: Some(key.public.into()),
        validity_start_time: Some(key.from),
        validity_end_time: Some(key.until),
        fingerprint: Some(key.fingerprint),
    });
    Ok(ListPublicKeysResponse {
        public_key_list: Some(shown.collect()),
        next_token: None,
    })
}
