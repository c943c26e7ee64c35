//! ListApplications: by id.

use super::row::{APPLICATIONS, Application};
use crate::{errors, limits, shapes};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::ListApplicationsRequest,
) -> Result<shapes::Applications, AwsError> {
    let token = input.next_token.as_deref();
    let page = Page::of(input.max_results, token, limits::LISTED).ok_or_else(errors::next_token)?;
    let read = |after: Option<&str>, most: usize| {
        let span = after.map_or_else(Span::all, |after| Span::all().after(after));
        Ok(APPLICATIONS.scan(cx.tx, cx.scope(), span, most, false)?)
    };
    let (rows, next_token) = page.fill(read, |_| true)?;
    Ok(shapes::Applications {
        items: Some(rows.into_iter().map(Application::shown).collect()),
        next_token,
    })
}
