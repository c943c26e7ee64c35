//! ListPlatformApplications.

use crate::errors;
use crate::limits::PAGE;
use crate::page;
use crate::platform::attributes;
use crate::platform::row::APPLICATIONS;
use crate::shapes::{
    ListPlatformApplicationsInput, ListPlatformApplicationsResponse, PlatformApplication,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListPlatformApplicationsInput,
) -> Result<ListPlatformApplicationsResponse, AwsError> {
    let mut span = Span::all();
    if let Some(after) = page::after(input.next_token.as_deref())? {
        let place = after.split_once('/');
        let (platform, name) = place.ok_or_else(|| errors::invalid("NextToken"))?;
        span = span.after(&(platform, name));
    }
    let mut rows = APPLICATIONS.scan(cx.tx, cx.scope(), span, PAGE + 1, false)?;
    let next_token = page::close(&mut rows, PAGE, |((platform, name), _)| {
        format!("{platform}/{name}")
    });
    let shown = rows.iter().map(|(_, application)| PlatformApplication {
        platform_application_arn: Some(application.arn(cx)),
        attributes: Some(attributes::shown(&application.attributes)),
    });
    Ok(ListPlatformApplicationsResponse {
        platform_applications: Some(shown.collect()),
        next_token,
    })
}
