//! How much there may be: AWS's quotas as they are before anybody asks for more.

use crate::errors;
use haneul_pipeline::{AwsError, Page};
use jiff::SignedDuration;

/// Applications, and deployment strategies, of an account in a Region.
pub const APPLICATIONS: usize = 100;
pub const STRATEGIES: usize = 20;
/// Of an application.
pub const ENVIRONMENTS: usize = 20;
pub const PROFILES: usize = 100;
/// Bytes of a configuration.
pub const CONTENT: usize = 2 << 20;
/// Tags of a resource.
pub const TAGS: usize = 50;
/// What a listing gives at most.
pub const LISTED: usize = 50;
/// Extensions with all of their versions, and associations, of an account in a Region.
pub const EXTENSIONS: usize = 1_000;
pub const ASSOCIATIONS: usize = 1_000;
/// Rows that go in one step.
pub const SWEPT: usize = 100;
/// Between two looks at the alarms of an environment.
pub const WATCH_SECONDS: i64 = 30;
/// For so long a finished deployment can be reverted.
pub const REVERTED: SignedDuration = SignedDuration::from_hours(72);
/// Of a token of a session.
pub const TOKEN: SignedDuration = SignedDuration::from_hours(24);
/// Between two calls of a client, unless it says so.
pub const POLL_SECONDS: i64 = 60;
/// Deletion protection, unless the account says so; what is younger than this is not protected.
pub const PROTECTED_MINUTES: i64 = 60;
pub const YOUNG: SignedDuration = SignedDuration::from_hours(1);

/// A page of a listing, as it is asked for.
pub fn page(most: Option<i64>, token: Option<&str>) -> Result<Page, AwsError> {
    Page::of(most, token, LISTED).ok_or_else(errors::next_token)
}
