//! ListArchives: by name.

use super::{kept, row};
use crate::place::Place;
use crate::shapes::{Archive as Shown, ListArchivesRequest, ListArchivesResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(cx: &mut Cx, input: ListArchivesRequest) -> Result<ListArchivesResponse, AwsError> {
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    let prefix = input.name_prefix.unwrap_or_default();
    let scope = cx.scope();
    let mut archives = row::all(cx, scope)?;
    archives.retain(|archive| {
        let source = input.event_source_arn.as_ref();
        archive.name.starts_with(&prefix)
            && page.has(&archive.name)
            && input
                .state
                .as_deref()
                .is_none_or(|state| state == "ENABLED")
            && source.is_none_or(|arn| Place::of(cx, Some(&archive.bus)).arn() == *arn)
    });
    let next_token = page.close(&mut archives, |archive| &archive.name);
    let mut shown = Vec::new();
    for archive in archives {
        let total = kept::total(cx, &archive)?;
        shown.push(Shown {
            archive_name: Some(archive.name),
            event_source_arn: Some(Place::of(cx, Some(&archive.bus)).arn()),
            state: Some("ENABLED".to_owned()),
            state_reason: None,
            retention_days: Some(archive.retention_days),
            size_bytes: Some(total.bytes),
            event_count: Some(total.events),
            creation_time: Some(archive.created),
        });
    }
    Ok(ListArchivesResponse {
        archives: Some(shown),
        next_token,
    })
}
