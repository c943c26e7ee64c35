//! Pages of listings: a token says where the last page ended and which listing it belongs to.

use crate::errors;
use crate::limits::LIST_RESULTS;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::AwsError;
use sha2::{Digest, Sha256};

/// Queues a listing without `MaxResults` gives at most.
pub const ALL: usize = 1_000;

/// What is asked of a listing.
pub struct Page {
    pub limit: usize,
    /// The key of the last row of the page before.
    pub after: Option<String>,
    /// Only who asks for pages is told that there is another one.
    paged: bool,
    listing: [u8; 8],
}

impl Page {
    /// `listing` is everything that decides which rows there are, but for the token itself.
    pub fn of(
        listing: &str,
        max_results: Option<i64>,
        token: Option<&str>,
    ) -> Result<Page, AwsError> {
        if let Some(number) = max_results.filter(|n| !LIST_RESULTS.contains(n)) {
            return Err(errors::parameter(
                number,
                "MaxResults",
                "MaxResults must be an integer between 1 and 1000.",
            ));
        }
        let mut page = Page {
            limit: max_results.map_or(ALL, |n| n as usize),
            after: None,
            paged: max_results.is_some(),
            listing: digest(listing),
        };
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            page.after = Some(page.read(token).ok_or_else(errors::next_token)?);
        }
        Ok(page)
    }

    fn read(&self, token: &str) -> Option<String> {
        let bytes = BASE64_STANDARD.decode(token).ok()?;
        let (listing, after) = bytes.split_first_chunk::<8>()?;
        (*listing == self.listing)
            .then(|| String::from_utf8(after.to_vec()).ok())
            .flatten()
    }

    /// Cuts what was found beyond the page off; the token if there was something.
    pub fn close(&self, rows: &mut Vec<String>) -> Option<String> {
        if rows.len() <= self.limit {
            return None;
        }
        rows.truncate(self.limit);
        let last = rows.last().filter(|_| self.paged)?;
        Some(BASE64_STANDARD.encode([&self.listing, last.as_bytes()].concat()))
    }
}

fn digest(text: &str) -> [u8; 8] {
    let digest = Sha256::digest(text.as_bytes());
    digest.first_chunk::<8>().copied().unwrap_or_default()
}
