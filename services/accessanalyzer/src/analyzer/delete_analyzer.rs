//! DeleteAnalyzer: its findings and rules go with it.

use super::row;
use crate::shapes::{DeleteAnalyzerOutput, DeleteAnalyzerRequest};
use crate::{archive_rule, finding, resource, token};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteAnalyzerRequest) -> Result<DeleteAnalyzerOutput, AwsError> {
    let token = input.client_token.as_deref();
    if token::seen(cx, token)?.as_deref() == Some(input.analyzer_name.as_str()) {
        return Ok(DeleteAnalyzerOutput::default());
    }
    token::note(cx, token, &input.analyzer_name)?;
    let analyzer = row::named(cx, &input.analyzer_name)?;
    let scope = cx.scope();
    finding::forget(cx.tx, scope, &analyzer.id)?;
    resource::forget(cx.tx, scope, &analyzer.id)?;
    archive_rule::forget(cx.tx, scope, &analyzer.id)?;
    row::delete(cx, &analyzer)?;
    Ok(DeleteAnalyzerOutput::default())
}
