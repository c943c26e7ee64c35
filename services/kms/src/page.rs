//! Pages of listings.

use crate::{errors, limits};
use haneul_pipeline::{AwsError, Page};

pub fn of(limit: Option<i64>, marker: Option<&str>) -> Result<Page, AwsError> {
    sized(limit, marker, limits::PAGE)
}

/// So many to a page, unless it is asked for another size.
pub fn sized(limit: Option<i64>, marker: Option<&str>, usual: i64) -> Result<Page, AwsError> {
    let page = Page::of(limit.or(Some(usual)), marker, limits::LARGEST_PAGE);
    page.ok_or_else(errors::marker)
}
