//! GetAccountSettings.

use crate::shapes::{
    AccountLimit, AccountUsage, GetAccountSettingsRequest, GetAccountSettingsResponse,
};
use crate::{limits, usage};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    _input: GetAccountSettingsRequest,
) -> Result<GetAccountSettingsResponse, AwsError> {
    let usage = usage::of(cx)?;
    Ok(GetAccountSettingsResponse {
        account_limit: Some(AccountLimit {
            total_code_size: Some(limits::STORED),
            code_size_unzipped: Some(limits::UNZIPPED),
            code_size_zipped: Some(limits::ZIPPED as i64),
            concurrent_executions: Some(limits::CONCURRENCY),
            unreserved_concurrent_executions: Some(limits::CONCURRENCY - usage.reserved),
        }),
        account_usage: Some(AccountUsage {
            total_code_size: Some(usage.code),
            function_count: Some(usage.functions),
        }),
    })
}
