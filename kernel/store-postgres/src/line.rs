//! A connection that is made anew when it breaks.

use crate::config::Settings;
use crate::session::Session;
use haneul_store::{Result, StoreError};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

pub struct Line {
    settings: Arc<Settings>,
    purpose: &'static str,
    statements: &'static [&'static str],
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    session: Option<Arc<Session>>,
    /// How long to wait before the next attempt, after one that failed then.
    failed: Option<(Instant, Duration)>,
}

impl Line {
    pub fn new(
        settings: Arc<Settings>,
        purpose: &'static str,
        statements: &'static [&'static str],
    ) -> Self {
        Self {
            settings,
            purpose,
            statements,
            state: Mutex::default(),
        }
    }

    /// The connection, if need be a new one.
    pub async fn session(&self) -> Result<Arc<Session>> {
        let mut state = self.state.lock().await;
        if let Some(session) = state.session.as_ref().filter(|s| !s.client.is_closed()) {
            return Ok(session.clone());
        }
        state.session = None;
        if let Some((at, pause)) = state.failed {
            // Host time: the database's server is real.
            tokio::time::sleep(pause.saturating_sub(at.elapsed())).await;
        }
        match Session::open(&self.settings, self.purpose, self.statements).await {
            Ok(session) => {
                let session = Arc::new(session);
                *state = State {
                    session: Some(session.clone()),
                    failed: None,
                };
                Ok(session)
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
    pub async fn discard(&self, session: &Arc<Session>) {
        let mut state = self.state.lock().await;
        if state
            .session
            .as_ref()
            .is_some_and(|s| Arc::ptr_eq(s, session))
        {
            state.session = None;
        }
    }

    /// Runs `work`, which must be harmless to repeat, again on a new connection while the database
    /// cannot be reached, but not longer than `patience`.
    pub async fn repeat<T, W: Future<Output = Result<T>>>(
        &self,
        patience: Duration,
        work: impl Fn(Arc<Session>) -> W,
    ) -> Result<T> {
        // Host time: the caller's.
        let since = Instant::now();
        loop {
            let outcome = match self.session().await {
                Ok(session) => {
                    let outcome = work(session.clone()).await;
                    if matches!(outcome, Err(StoreError::Unreachable(_))) {
                        self.discard(&session).await;
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
