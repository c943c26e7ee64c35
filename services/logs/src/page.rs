//! Pages of listings, with this service's error for a token that is none.

use crate::errors;
use haneul_pipeline::{AwsError, Page};

pub fn page(limit: Option<i64>, token: Option<&str>, most: usize) -> Result<Page, AwsError> {
    Page::of(limit, token, most).ok_or_else(errors::next_token)
}
