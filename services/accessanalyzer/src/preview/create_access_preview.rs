//! CreateAccessPreview: it is complete when the call returns.

use super::row::{self, Preview};
use super::{configuration, forgotten, look};
use crate::shapes::{CreateAccessPreviewRequest, CreateAccessPreviewResponse};
use crate::{analyzer, errors, token};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use jiff::SignedDuration;

/// Of one analyzer in an hour.
const MOST: usize = 1_000;
const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub fn run(
    cx: &mut Cx,
    input: CreateAccessPreviewRequest,
) -> Result<CreateAccessPreviewResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    if !analyzer.is_external() {
        return Err(errors::external_only("CreateAccessPreview"));
    }
    let token = input.client_token.as_deref();
    let made = token::seen(cx, token)?;
    let made = made.and_then(|made| {
        made.strip_prefix(&format!("{}/", analyzer.id))
            .map(str::to_owned)
    });
    if made.is_some() {
        return Ok(CreateAccessPreviewResponse { id: made });
    }
    let now = cx.now();
    let all = row::all(cx, &analyzer)?;
    let lately = all
        .iter()
        .filter(|own| now.duration_since(own.created) < HOUR);
    if lately.count() >= MOST {
        let what = "access previews of an analyzer in an hour";
        return Err(errors::too_many(errors::PREVIEW, what, MOST, ""));
    }
    let exposed = configuration::proposed(cx, &input.configurations)?;
    let preview = Preview {
        id: ids::uuid(cx.random()),
        created: now,
        configurations: configuration::kept(&input.configurations),
        findings: look::look(cx, &analyzer, &exposed)?,
    };
    row::save(cx, &analyzer, &preview)?;
    forgotten::later(cx, &analyzer, &preview)?;
    token::note(cx, token, &format!("{}/{}", analyzer.id, preview.id))?;
    Ok(CreateAccessPreviewResponse {
        id: Some(preview.id),
    })
}
