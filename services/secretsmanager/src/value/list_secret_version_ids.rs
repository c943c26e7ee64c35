//! ListSecretVersionIds: those with a label, and the others on demand.

use crate::shapes::{
    ListSecretVersionIdsRequest, ListSecretVersionIdsResponse, SecretVersionsListEntry,
};
use crate::{errors, limits, place, value};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(
    cx: &mut Cx,
    input: ListSecretVersionIdsRequest,
) -> Result<ListSecretVersionIdsResponse, AwsError> {
    let page = Page::of(input.max_results, input.next_token.as_deref(), limits::PAGE);
    let page = page.ok_or_else(errors::next_token)?;
    let found = place::open(cx, &input.secret_id)?;
    let arn = found.arn(cx);
    let all = input.include_deprecated == Some(true);
    let mut versions = found.secret.versions;
    versions.retain(|version| (all || !version.labels.is_empty()) && page.has(&version.id));
    versions.sort_by(|a, b| a.id.cmp(&b.id));
    let next_token = page.close(&mut versions, |version| &version.id);
    let shown = versions.into_iter().map(|version| SecretVersionsListEntry {
        version_stages: (!version.labels.is_empty()).then(|| value::shown(&version.labels)),
        version_id: Some(version.id),
        last_accessed_date: version.accessed,
        created_date: Some(version.created),
        kms_key_ids: version.key.map(|key| vec![key]),
    });
    Ok(ListSecretVersionIdsResponse {
        versions: Some(shown.collect()),
        next_token,
        arn: Some(arn),
        name: Some(found.secret.name),
    })
}
