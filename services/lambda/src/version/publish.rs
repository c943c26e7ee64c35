//! Publishing: the latest version gets a number, and never changes again.

use crate::function::row::{self, Function, VERSIONS, Version};
use crate::names::Named;
use crate::{code, usage};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;

/// Where nothing was changed since the last one, there is no new one.
pub fn publish(
    cx: &mut Cx,
    named: &Named,
    function: &Function,
    description: Option<String>,
) -> Result<Version, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    let span = Span::prefix(&named.name);
    let last = VERSIONS.scan(cx.tx, scope, span, 1, true)?.pop();
    let latest = &function.latest;
    if let Some((_, last)) = last {
        if last.config == latest.config && last.code.sha256 == latest.code.sha256 {
            return Ok(last);
        }
    }
    let version = Version {
        number: row::next_number(cx, named)?,
        description: description.unwrap_or_else(|| latest.description.clone()),
        revision: ids::uuid(cx.random()),
        ..latest.clone()
    };
    for blob in version.blobs() {
        code::claim(cx, blob)?;
    }
    usage::add(cx, |usage| usage.code += version.code.size)?;
    let place = (named.name.clone(), version.number);
    VERSIONS.put(cx.tx, scope, &place, &version)?;
    Ok(version)
}
