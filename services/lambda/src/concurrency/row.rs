//! Provisioned concurrency, as it is kept.

use super::ready;
use crate::errors;
use crate::function::row as functions;
use crate::function::show::time;
use crate::names::Named;
use crate::shapes::ProvisionedConcurrencyConfigListItem;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By function and qualifier.
pub static PROVISIONED: Table<(String, String), Provisioned> = Table::new("lambda_provisioned");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provisioned {
    pub requested: i64,
    pub modified: i64,
}

impl Stored for Provisioned {
    const VERSION: u32 = 1;
}

pub fn place(named: &Named) -> (String, String) {
    (
        named.name.clone(),
        named.qualifier.clone().unwrap_or_default(),
    )
}

/// A version or an alias that is there: what is still changed cannot be kept ready.
pub fn target(cx: &mut Cx, function: &str, qualifier: &str) -> Result<Named, AwsError> {
    let named = Named::read(cx, function, Some(qualifier))?;
    if named.is_latest() {
        return Err(errors::invalid(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        ));
    }
    functions::version(cx, &named)?;
    Ok(named)
}

pub fn provisioned(cx: &mut Cx, named: &Named) -> Result<Option<Provisioned>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(PROVISIONED.get(cx.tx, scope, &place(named))?)
}

/// Of a whole function.
pub fn sum(cx: &mut Cx, named: &Named) -> Result<i64, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    let span = Span::prefix(&named.name);
    let all = PROVISIONED.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(all.iter().map(|(_, one)| one.requested).sum())
}

pub fn forget(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    for key in PROVISIONED.keys(cx.tx, scope, Span::prefix(&named.name), usize::MAX, false)? {
        PROVISIONED.delete(cx.tx, scope, &key)?;
        let named = Named {
            qualifier: Some(key.1),
            ..named.clone()
        };
        ready::forget(cx, &named)?;
    }
    Ok(())
}

pub fn forget_one(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    if PROVISIONED.delete(cx.tx, scope, &place(named))? {
        ready::forget(cx, named)?;
    }
    Ok(())
}

impl Provisioned {
    pub fn listed(
        &self,
        cx: &mut Cx,
        named: &Named,
    ) -> Result<ProvisionedConcurrencyConfigListItem, AwsError> {
        let mut made = ready::made(cx, named)?;
        if made.of != Some(self.modified) {
            made.allocated = 0;
            made.failure = None;
        }
        let ready = made.allocated;
        let status = match (made.of == Some(self.modified), &made.failure) {
            (_, Some(_)) => "FAILED",
            (true, None) if ready == self.requested => "READY",
            _ => "IN_PROGRESS",
        };
        Ok(ProvisionedConcurrencyConfigListItem {
            function_arn: Some(named.arn(cx)),
            requested_provisioned_concurrent_executions: Some(self.requested),
            available_provisioned_concurrent_executions: Some(ready),
            allocated_provisioned_concurrent_executions: Some(ready),
            status: Some(status.to_owned()),
            status_reason: made.failure,
            last_modified: Some(time(self.modified)),
        })
    }
}
