//! What a standard queue may do and seldom does: deliver in another order, or once more.

use super::look::Candidate;
use haneul_pipeline::disorder::{self, Disorder};
use haneul_pipeline::{AwsError, Cx};

/// Looked at beyond what is wanted, so that later messages can come first.
pub const FURTHER: usize = 10;

pub fn now(cx: &Cx) -> Result<Disorder, AwsError> {
    disorder::now(cx.cloud)
}

/// Lets some wait behind those that came after them. Other ones at another time, so that none
/// waits for good.
pub fn shuffle(disorder: Disorder, candidates: &mut [Candidate], now: i64) {
    candidates
        .sort_by_key(|candidate| disorder.strikes("late", candidate.id(), now.unsigned_abs()));
}

/// Whether a message that is given out stays visible, and so is given to somebody else too.
pub fn is_given_twice(disorder: Disorder, id: u128, receives: i64) -> bool {
    disorder.strikes("twice", id, receives.unsigned_abs())
}

/// Whether a copy survives the deletion of a message, and comes again.
pub fn is_left_over(disorder: Disorder, id: u128, receives: i64) -> bool {
    disorder.strikes("left over", id, receives.unsigned_abs())
}
