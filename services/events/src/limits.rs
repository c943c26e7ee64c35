//! How much there may be: AWS's quotas as they are before anybody asks for more.

use std::time::Duration;

/// Buses of an account in a Region, the default one not counted.
pub const BUSES: usize = 100;
/// Archives of an account in a Region.
pub const ARCHIVES: usize = 100;
/// Replays that are not over.
pub const REPLAYS: usize = 10;
/// Rules of a bus.
pub const RULES: usize = 300;
/// Targets of a rule.
pub const TARGETS: usize = 5;
/// Connections of an account in a Region.
pub const CONNECTIONS: usize = 3_000;
/// API destinations of an account in a Region.
pub const DESTINATIONS: usize = 3_000;
/// Calls of an API destination in a second, unless it says otherwise.
pub const RATE: i64 = 300;
/// How long an API destination may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Of an answer.
pub const ANSWER: usize = 1 << 20;
/// And where somebody goes on with it, as pipes do.
pub const ASKED_ANSWER: usize = 6 << 20;
/// Of a body in the list of what left the cloud.
pub const SHOWN: usize = 16 << 10;
/// As what EventBridge calls others.
pub const USER_AGENT: &str = "Amazon/EventBridge/ApiDestinations";
/// Tags of a rule or a bus.
pub const TAGS: usize = 50;
/// Bytes of all entries of one PutEvents, and so of one.
pub const ENTRIES_BYTES: usize = 1 << 20;
/// Characters of a bus's policy.
pub const POLICY: usize = 10_240;
/// Variables of an input transformer.
pub const VARIABLES: usize = 100;
/// How long a target is tried, and how often again, unless its policy says less.
pub const RETRY_SECONDS: i64 = 86_400;
pub const RETRIES: i64 = 185;
/// Between two tries.
pub const LONGEST_PAUSE_SECONDS: i64 = 480;
/// What a listing gives at most, and unless it is asked for less.
pub const LISTED: usize = 100;
