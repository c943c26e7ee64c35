//! GetAccessKeyLastUsed: when a key last signed a call, to which service, in which Region.

use super::row;
use crate::shapes::{AccessKeyLastUsed, GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse};
use crate::{last_use, user};
use haneul_pipeline::credentials::Holder;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetAccessKeyLastUsedRequest,
) -> Result<GetAccessKeyLastUsedResponse, AwsError> {
    let id = &input.access_key_id;
    let key = row::of_account(cx, id)?;
    let key = key.ok_or_else(|| row::not_your_key(cx, id))?;
    let user_name = match &key.holder {
        Holder::User { id, .. } => user::row::by_id(cx, id)?.map(|user| user.name),
        _ => None,
    };
    let used = last_use::of_key(cx, id)?;
    let none = || "N/A".to_owned();
    Ok(GetAccessKeyLastUsedResponse {
        user_name,
        access_key_last_used: Some(match used {
            Some(used) => AccessKeyLastUsed {
                last_used_date: Some(used.at),
                service_name: Some(used.service),
                region: Some(used.region),
            },
            None => AccessKeyLastUsed {
                last_used_date: None,
                service_name: Some(none()),
                region: Some(none()),
            },
        }),
    })
}
