//! Policies of registries: operations PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy.

use crate::registry;
use haneul_pipeline::{AwsError, Cx};

include!(concat!(env!("OUT_DIR"), "/policy.rs"));

pub fn of(cx: &mut Cx, registry: &str) -> Result<Option<String>, AwsError> {
    let found = registry::find(cx, registry)?;
    Ok(found
        .and_then(|found| found.policy)
        .map(|policy| policy.text))
}
