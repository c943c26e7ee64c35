//! What to do after a conflict: try again at once, then stand in line, so that the unlucky come
//! to their turn however many others write the same rows.

use tokio::sync::{Mutex, MutexGuard};

/// From this many conflicts on, a transaction waits in line.
const PATIENCE: u32 = 3;

#[derive(Default)]
pub(crate) struct Turns {
    line: Mutex<()>,
}

impl Turns {
    pub fn retry(&self) -> Retry<'_> {
        Retry {
            turns: self,
            tries: 0,
            turn: None,
        }
    }
}

/// One transaction's attempts. Dropping it ends its turn.
pub struct Retry<'a> {
    turns: &'a Turns,
    tries: u32,
    turn: Option<MutexGuard<'a, ()>>,
}

impl Retry<'_> {
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// To be awaited after a conflict, before beginning again.
    pub async fn pause(&mut self) {
        self.tries += 1;
        if self.tries >= PATIENCE && self.turn.is_none() {
            self.turn = Some(self.turns.line.lock().await);
            return;
        }
        tokio::task::yield_now().await;
    }
}
