//! ListApplications: by id.

use super::row::{APPLICATIONS, Application};
use crate::{limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::ListApplicationsRequest,
) -> Result<shapes::Applications, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
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
