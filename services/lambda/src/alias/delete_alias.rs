//! DeleteAlias: one that is not there counts as deleted.

use super::row::{self, ALIASES};
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::DeleteAliasRequest;
use crate::{concurrency, event_config, permission, url};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteAliasRequest) -> Result<Reply, AwsError> {
    let named = row::named(cx, &input.function_name, &input.name)?;
    functions::open(
        cx,
        &Named {
            qualifier: None,
            ..named.clone()
        },
    )?;
    let scope = cx.scope_of(&named.account, cx.region());
    if ALIASES.delete(cx.tx, scope, &row::place(&named))? {
        permission::forget_one(cx, &named)?;
        concurrency::forget_one(cx, &named)?;
        event_config::forget_one(cx, &named)?;
        url::forget_one(cx, &named)?;
    }
    Ok(Reply::default())
}
