//! A connection that is made anew when it breaks.

use crate::database::{Database, Link, Purpose};
use haneul_store::{Result, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

pub struct Line<D: Database> {
    database: Arc<D>,
    purpose: Purpose,
    state: Mutex<State<D::Link>>,
}

struct State<L> {
    link: Option<Arc<L>>,
    /// How long to wait before the next attempt, after one that failed then.
    failed: Option<(Instant, Duration)>,
}

impl<D: Database> Line<D> {
    pub fn new(database: Arc<D>, purpose: Purpose) -> Self {
        Self {
            database,
            purpose,
            state: Mutex::new(State {
                link: None,
                failed: None,
            }),
        }
    }

    /// The connection, if need be a new one.
    pub async fn link(&self) -> Result<Arc<D::Link>> {
        let mut state = self.state.lock().await;
        if let Some(link) = state.link.as_ref().filter(|link| !link.is_closed()) {
            return Ok(link.clone());
        }
        state.link = None;
        if let Some((at, pause)) = state.failed {
            // Host time: the database's server is real.
            tokio::time::sleep(pause.saturating_sub(at.elapsed())).await;
        }
        match self.database.connect(self.purpose).await {
            Ok(link) => {
                let link = Arc::new(link);
                *state = State {
                    link: Some(link.clone()),
                    failed: None,
                };
                Ok(link)
            }
            Err(error) => {
                let pause = state.failed.map_or(FIRST_PAUSE, |(_, pause)| pause * 2);
                // Host time, as above.
                state.failed = Some((Instant::now(), pause.min(LONGEST_PAUSE)));
                Err(error)
            }
        }
    }

    /// After a failure: whoever comes next gets another one.
    pub async fn discard(&self, link: &Arc<D::Link>) {
        let mut state = self.state.lock().await;
        let is_this = |it: &Arc<D::Link>| Arc::ptr_eq(it, link);
        if state.link.as_ref().is_some_and(is_this) {
            state.link = None;
        }
    }

    /// Runs `work`, which must be harmless to repeat, again on a new connection while the database
    /// cannot be reached, but not longer than `patience`.
    pub async fn repeat<T, W: Future<Output = Result<T>>>(
        &self,
        patience: Duration,
        work: impl Fn(Arc<D::Link>) -> W,
    ) -> Result<T> {
        // Host time: the caller's.
        let since = Instant::now();
        loop {
            let outcome = match self.link().await {
                Ok(link) => {
                    let outcome = work(link.clone()).await;
                    if matches!(outcome, Err(StoreError::Unreachable(_))) {
                        self.discard(&link).await;
                    }
                    outcome
                }
                Err(error) => Err(error),
            };
            match outcome {
                Err(StoreError::Unreachable(_)) if since.elapsed() < patience => {}
                outcome => return outcome,
            }
        }
    }
}
