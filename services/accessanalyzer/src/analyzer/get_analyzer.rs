//! GetAnalyzer.

use super::row;
use crate::shapes::{GetAnalyzerRequest, GetAnalyzerResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetAnalyzerRequest) -> Result<GetAnalyzerResponse, AwsError> {
    let analyzer = row::named(cx, &input.analyzer_name)?;
    Ok(GetAnalyzerResponse {
        analyzer: Some(row::shown(cx, analyzer)),
    })
}
