//! ListEnvironments: by id.

use super::row::{ENVIRONMENTS, Environment};
use crate::{application, limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::ListEnvironmentsRequest,
) -> Result<shapes::Environments, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
    let application = application::open(cx, &input.application_id)?.id;
    let read = |after: Option<&str>, most: usize| {
        let span = Span::prefix(application.as_str());
        let span = match after {
            Some(after) => span.after(&(application.as_str(), after)),
            None => span,
        };
        let rows = ENVIRONMENTS.scan(cx.tx, cx.scope(), span, most, false)?;
        Ok(rows.into_iter().map(|((_, id), row)| (id, row)).collect())
    };
    let (rows, next_token) = page.fill(read, |_| true)?;
    Ok(shapes::Environments {
        items: Some(rows.into_iter().map(Environment::shown).collect()),
        next_token,
    })
}
