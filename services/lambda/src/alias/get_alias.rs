//! GetAlias.

use super::row;
use crate::shapes::{AliasConfiguration, GetAliasRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetAliasRequest) -> Result<AliasConfiguration, AwsError> {
    let named = row::named(cx, &input.function_name, &input.name)?;
    let alias = row::open(cx, &named)?;
    Ok(row::shown(cx, &named, alias))
}
