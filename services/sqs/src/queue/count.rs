//! How many messages a queue has, from the keys alone where they tell.

use crate::queue::row::Found;
use crate::{fifo, standard};
use haneul_pipeline::{AwsError, Cx};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub visible: u64,
    pub in_flight: u64,
    pub delayed: u64,
    /// When the oldest of those that are not delayed was sent.
    pub oldest: Option<i64>,
}

impl Counts {
    pub fn saw(&mut self, sent: i64) {
        self.oldest = Some(self.oldest.map_or(sent, |oldest| oldest.min(sent)));
    }
}

pub fn of(cx: &mut Cx, found: &Found) -> Result<Counts, AwsError> {
    let now = cx.now().as_microsecond();
    let scope = found.scope(cx);
    if found.queue.is_fifo() {
        fifo::count(cx.tx, scope, &found.queue, now)
    } else {
        standard::count(cx.tx, scope, &found.queue, now)
    }
}
