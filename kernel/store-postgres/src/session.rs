//! One connection, set up for its purpose.

use crate::config::Settings;
use crate::explain;
use haneul_store::{Result, StoreError};
use std::future::Future;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Statement};

/// All our statements go by a primary key, whatever the planner believes of the tables. A server
/// whose client is gone finds out as soon as we do, and gives up the client's locks.
const SETTINGS: &str = "
    SET client_min_messages = warning;
    SET default_transaction_isolation = 'read committed';
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
    SET enable_bitmapscan = off;
    SET jit = off;
    SET lock_timeout = '8s';
    SET statement_timeout = '30s';
    SET idle_in_transaction_session_timeout = '5s';
    SET tcp_keepalives_idle = 1;
    SET tcp_keepalives_interval = 1;
    SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = 4000;
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';";

/// Longer than the server itself gives a statement.
const ANSWER: Duration = Duration::from_secs(32);

/// What a statement is given.
pub type Parameter<'a> = &'a (dyn ToSql + Sync);
pub type Parameters<'a, const N: usize> = [Parameter<'a>; N];

pub struct Session {
    pub client: Client,
    /// In the order they were asked for.
    pub statements: Vec<Statement>,
    /// Whether what this process knows has been compared with this server's log.
    pub is_known: AtomicBool,
    connection: AbortHandle,
}

impl Session {
    pub async fn open(settings: &Settings, purpose: &str, statements: &[&str]) -> Result<Self> {
        let mut server = settings.server.clone();
        server.application_name(settings.application(purpose));
        if let Some(file) = &settings.password_file {
            let password = std::fs::read_to_string(file).map_err(|error| {
                StoreError::Database(format!("the password file {}: {error}", file.display()))
            })?;
            server.password(password.trim_end_matches(['\r', '\n']));
        }
        let connected = tokio::time::timeout(ANSWER, server.connect(settings.tls.clone())).await;
        let (client, connection) = connected
            .map_err(|_| silent())?
            .map_err(|error| explain::connecting(&error, settings))?;
        let connection = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the database ended");
            }
        });
        let mut session = Self {
            client,
            statements: Vec::new(),
            is_known: AtomicBool::new(false),
            connection: connection.abort_handle(),
        };
        let path = format!("SET search_path = {};{SETTINGS}", settings.quoted_schema());
        session.run(session.client.batch_execute(&path)).await?;
        let prepare = statements.iter().map(|sql| session.client.prepare(sql));
        let prepared = futures_util::future::try_join_all(prepare);
        session.statements = session.run(prepared).await?;
        Ok(session)
    }

    /// With a limit, and errors in our words.
    pub async fn run<T>(
        &self,
        statement: impl Future<Output = std::result::Result<T, Error>>,
    ) -> Result<T> {
        match tokio::time::timeout(ANSWER, statement).await {
            Ok(outcome) => outcome.map_err(|error| explain::failing(&error)),
            Err(_) => Err(silent()),
        }
    }
}

pub fn silent() -> StoreError {
    StoreError::Unreachable("it does not answer in time".to_owned())
}

impl Drop for Session {
    /// Without waiting for answers nobody reads.
    fn drop(&mut self) {
        self.connection.abort();
    }
}
