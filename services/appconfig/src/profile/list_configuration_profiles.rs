//! ListConfigurationProfiles: by id.

use super::row::{PROFILES, Profile};
use crate::{application, limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::ListConfigurationProfilesRequest,
) -> Result<shapes::ConfigurationProfiles, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
    let application = application::open(cx, &input.application_id)?.id;
    let read = |after: Option<&str>, most: usize| {
        let span = Span::prefix(application.as_str());
        let span = match after {
            Some(after) => span.after(&(application.as_str(), after)),
            None => span,
        };
        let rows = PROFILES.scan(cx.tx, cx.scope(), span, most, false)?;
        Ok(rows.into_iter().map(|((_, id), row)| (id, row)).collect())
    };
    let kind = input.r#type.as_deref();
    let keep = |profile: &Profile| kind.is_none_or(|kind| profile.kind == kind);
    let (rows, next_token) = page.fill(read, keep)?;
    Ok(shapes::ConfigurationProfiles {
        items: Some(rows.into_iter().map(summary).collect()),
        next_token,
    })
}

fn summary(profile: Profile) -> shapes::ConfigurationProfileSummary {
    let validators = profile.validators.iter();
    let types = validators.map(|validator| validator.kind().to_owned());
    shapes::ConfigurationProfileSummary {
        validator_types: Some(types.collect()),
        application_id: Some(profile.application),
        id: Some(profile.id),
        name: Some(profile.name),
        location_uri: Some(profile.location),
        r#type: Some(profile.kind),
    }
}
