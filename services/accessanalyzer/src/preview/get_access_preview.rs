//! GetAccessPreview.

use super::{configuration, row};
use crate::analyzer;
use crate::shapes::{AccessPreview, GetAccessPreviewRequest, GetAccessPreviewResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetAccessPreviewRequest,
) -> Result<GetAccessPreviewResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    let preview = row::find(cx, &analyzer, &input.access_preview_id)?;
    Ok(GetAccessPreviewResponse {
        access_preview: Some(AccessPreview {
            configurations: Some(configuration::shown(&preview.configurations)),
            id: Some(preview.id),
            analyzer_arn: Some(input.analyzer_arn),
            created_at: Some(preview.created),
            status: Some("COMPLETED".to_owned()),
            status_reason: None,
        }),
    })
}
