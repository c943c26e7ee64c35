//! How the runtime of a version is kept up to date, as it is kept.

use crate::names::{LATEST, Named};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By function and qualifier.
pub static RUNTIMES: Table<(String, String), RuntimeUpdates> = Table::new("lambda_runtime");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuntimeUpdates {
    /// Auto, FunctionUpdate or Manual.
    pub on: String,
    pub version: Option<String>,
}

impl Stored for RuntimeUpdates {
    const VERSION: u32 = 1;
}

pub fn place(named: &Named) -> (String, String) {
    let qualifier = named.qualifier.clone();
    (
        named.name.clone(),
        qualifier.unwrap_or_else(|| LATEST.to_owned()),
    )
}

pub fn forget(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    for key in RUNTIMES.keys(cx.tx, scope, Span::prefix(&named.name), usize::MAX, false)? {
        RUNTIMES.delete(cx.tx, scope, &key)?;
    }
    Ok(())
}
