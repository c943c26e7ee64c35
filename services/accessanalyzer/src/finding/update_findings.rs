//! UpdateFindings: somebody says that a finding is as meant to be, or is not. One that is resolved
//! stays so.

use super::row::{self, Status};
use crate::shapes::{UpdateFindingsOutput, UpdateFindingsRequest};
use crate::{analyzer, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateFindingsRequest) -> Result<UpdateFindingsOutput, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    let status = match &*input.status {
        "ARCHIVED" => Status::Archived,
        _ => Status::Active,
    };
    let scope = cx.scope();
    let meant = match (input.ids, input.resource_arn) {
        (Some(ids), None) if !ids.is_empty() => {
            let found = ids.iter().map(|id| row::find(cx, &analyzer, id));
            found.collect::<Result<Vec<_>, _>>()?
        }
        (None, Some(arn)) => {
            let all = row::all(cx.tx, scope, &analyzer.id)?.into_iter();
            all.filter(|finding| finding.resource == arn).collect()
        }
        _ => {
            return Err(errors::invalid("Either ids or resourceArn must be given"));
        }
    };
    for mut finding in meant {
        if finding.status != Status::Resolved && finding.status != status {
            finding.status = status;
            finding.updated = cx.now();
            row::save(cx.tx, scope, &analyzer.id, &finding)?;
        }
    }
    Ok(UpdateFindingsOutput::default())
}
