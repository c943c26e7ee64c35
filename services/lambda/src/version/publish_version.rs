//! PublishVersion.

use super::publish;
use crate::errors;
use crate::function::{row, show};
use crate::names::Named;
use crate::shapes::{FunctionConfiguration, PublishVersionRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PublishVersionRequest) -> Result<FunctionConfiguration, AwsError> {
    if input.publish_to.is_some() {
        return Err(AwsError::not_implemented("PublishTo"));
    }
    let named = Named::whole(cx, &input.function_name)?;
    let function = row::settled(cx, &named, input.revision_id.as_deref())?;
    let own = &function.latest.code.sha256;
    if let Some(said) = input
        .code_sha256
        .filter(|said| !said.is_empty() && said != own)
    {
        return Err(errors::invalid(format!(
            "CodeSHA256 ({said}) is different from current CodeSHA256 in $LATEST ({own}). Please try \
             again with the CodeSHA256 in $LATEST."
        )));
    }
    let description = input.description.filter(|text| !text.is_empty());
    let published = publish(cx, &named, &function, description)?;
    Ok(show::numbered(cx, &named, &function, &published))
}
