//! Presigned URLs of signature version 2, for S3.
//!
//! Such a URL says when it expires, by its maker's clock, and not when it was made. When the cloud's
//! clock was moved that matters: a URL made before a jump of its lifetime has expired, one made after
//! it has not. People give round lifetimes, so the URL is taken as made at the latest moment before
//! now from which a round lifetime leads to its end.

use crate::authenticate::{self, Authenticated, Refusal, judge_presigned};
use crate::cloud::Cloud;
use crate::credentials::Status;
use haneul_runtime::Clock;
use haneul_signature::v2::{self, V2Claim};
use haneul_signature::{RequestParts, SignatureError};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

const REGION: &str = "us-east-1";

const ROUND_LIFETIMES: &[i64] = &[
    1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600, 900, 1_200, 1_800, 2_700,
    3_600, 5_400, 7_200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400, 172_800, 259_200, 432_000,
    604_800,
];

pub(crate) fn authenticate(
    cloud: &Cloud,
    claim: &V2Claim,
    parts: &RequestParts,
    bucket: Option<&str>,
    local: bool,
) -> Result<Authenticated, Refusal> {
    let caller = match cloud.callers.find(cloud, &claim.access_key)? {
        None => Arc::new(authenticate::unknown(
            cloud,
            &claim.access_key,
            REGION,
            local,
        )?),
        Some(found) => {
            let (credential, caller) = &*found;
            if credential.status != Status::Active || credential.partition != "aws" {
                return Err(SignatureError::UnknownAccessKey(claim.access_key.clone()).into());
            }
            let token = claim.session_token.as_deref();
            authenticate::check_session(&cloud.clock, credential, token)?;
            v2::verify(claim, parts, bucket, &credential.secret)?;
            caller.clone()
        }
    };
    judge_time(cloud, claim)?;
    Ok(Authenticated { caller, seed: None })
}

fn judge_time(cloud: &Cloud, claim: &V2Claim) -> Result<(), SignatureError> {
    cloud.presigned.note(cloud.clock.host_now());
    judge_end(&cloud.clock, claim.expires)
}

/// Whether something that ends at this second of its maker's clock is still good.
pub(crate) fn judge_end(clock: &Clock, expires: i64) -> Result<(), SignatureError> {
    let (host, now) = (clock.host_now(), clock.now());
    let end = Timestamp::from_second(expires).map_err(|_| SignatureError::PresignedExpired)?;
    let left = expires - host.as_second();
    let lifetime = ROUND_LIFETIMES.iter().find(|seconds| **seconds >= left);
    let Some(lifetime) = lifetime.copied().filter(|_| left >= 0) else {
        return match left < 0 {
            true => Err(SignatureError::PresignedExpired),
            false => Ok(()),
        };
    };
    let made = end - SignedDuration::from_secs(lifetime);
    judge_presigned(clock, made, lifetime.unsigned_abs(), host, now)
}
