//! Tables under keys of KMS: whoever uses one needs leave to open the table's key, which each caller is
//! asked for again after five minutes. Items lie in rows that are sealed anyway.

use crate::address::Address;
use crate::errors;
use crate::replica::refusals;
use crate::replica::region::within;
use crate::shapes::{SSEDescription, SSESpecification};
use crate::table::Found;
use bytes::Bytes;
use haneul_pipeline::data_key::{self, KeyUse};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

const OWN: &str = "alias/aws/dynamodb";
const REUSE: SignedDuration = SignedDuration::from_mins(5);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableKey {
    /// The ARN of the key of KMS.
    key: String,
    /// The table's key, as KMS wrapped it.
    wrapped: Bytes,
}

fn by<'k>(cx: &Cx<'k>, address: &Address, key: &'k str) -> KeyUse<'k> {
    KeyUse {
        via: "dynamodb.amazonaws.com",
        region: cx.region(),
        key,
        context: vec![
            ("aws:dynamodb:tableName".to_owned(), address.name.clone()),
            (
                "aws:dynamodb:subscriberId".to_owned(),
                address.account.clone(),
            ),
        ],
        caller: None,
    }
}

/// The key that a table shall have; none is the service's own.
pub fn asked(
    cx: &mut Cx,
    address: &Address,
    given: Option<&SSESpecification>,
) -> Result<Option<TableKey>, AwsError> {
    let Some(given) = given else { return Ok(None) };
    if !given.enabled.unwrap_or_default() {
        return match given.kms_master_key_id.is_some() || given.sse_type.is_some() {
            true => Err(errors::invalid(
                "SSEType and KMSMasterKeyId can only be specified when SSE is enabled",
            )),
            false => Ok(None),
        };
    }
    if given.sse_type.as_deref().is_some_and(|kind| kind != "KMS") {
        return Err(errors::invalid("SSEType AES256 is not supported"));
    }
    if cx.cloud.store.level() < data_key::LEVEL {
        return Err(haneul_store::StoreError::OlderReaders.into());
    }
    let key = given.kms_master_key_id.as_deref().unwrap_or(OWN);
    let by = by(cx, address, key);
    let made = cx.data_key(&by).map_err(denied)?;
    Ok(Some(TableKey {
        key: made.key,
        wrapped: made.wrapped,
    }))
}

/// The key of a table that is made of another: the same, unless another is asked for.
pub fn of_copy(
    cx: &mut Cx,
    address: &Address,
    source: Option<&TableKey>,
    given: Option<&SSESpecification>,
) -> Result<Option<TableKey>, AwsError> {
    match (given, source) {
        (None, Some(source)) => {
            let same = SSESpecification {
                enabled: Some(true),
                kms_master_key_id: Some(source.key.clone()),
                ..SSESpecification::default()
            };
            asked(cx, address, Some(&same))
        }
        _ => asked(cx, address, given),
    }
}

/// The key of a replica, asked of its own Region. A key that AWS keeps has its like there; of another
/// the caller has to say which.
pub fn of_replica(
    cx: &mut Cx,
    address: &Address,
    (source, region): (Option<&TableKey>, &str),
    given: Option<&str>,
) -> Result<Option<TableKey>, AwsError> {
    let Some(source) = source else {
        return match given {
            Some(_) => Err(errors::invalid(
                "KMSMasterKeyId of a replica can only be specified when the table has one",
            )),
            None => Ok(None),
        };
    };
    let key = match given {
        Some(key) => Some(key.to_owned()),
        None => {
            let own = by(cx, address, OWN);
            let own = cx.data_key(&own).map_err(denied)?;
            if own.key != source.key {
                return Err(refusals::no_key());
            }
            None
        }
    };
    let asked_for = SSESpecification {
        enabled: Some(true),
        kms_master_key_id: key,
        ..SSESpecification::default()
    };
    within(cx, region, |cx| asked(cx, address, Some(&asked_for)))
}

impl TableKey {
    /// As a replica is shown with it.
    pub fn arn(&self) -> &str {
        &self.key
    }
}

/// Whether the caller may open the table's key.
pub fn check(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let Some(TableKey { key, wrapped }) = &found.table.sealed_by else {
        return Ok(());
    };
    let by = by(cx, &found.address, key);
    let opened = cx.open_data_key_for(&by, wrapped, REUSE);
    opened.map(drop).map_err(denied)
}

/// As AWS shows it.
pub fn shown(found: &Found) -> Option<SSEDescription> {
    let key = found.table.sealed_by.as_ref()?;
    Some(SSEDescription {
        status: Some("ENABLED".to_owned()),
        sse_type: Some("KMS".to_owned()),
        kms_master_key_arn: Some(key.key.clone()),
        ..SSEDescription::default()
    })
}

/// What KMS says, as DynamoDB passes it on.
fn denied(error: AwsError) -> AwsError {
    if error.status.is_none_or(|status| status >= 500) {
        return error;
    }
    let message = format!(
        "KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: {} \
         (Service: AWSKMS; Status Code: 400; Error Code: {})",
        error.message, error.code
    );
    AwsError::new("AccessDeniedException", message).status(400)
}
