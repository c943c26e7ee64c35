//! One connection, set up for its purpose.

use crate::config::Settings;
use crate::database::silent;
use crate::explain;
use haneul_store::{Result, StoreError};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Statement};

/// All our statements go by a primary key, whatever the planner believes of the tables. A server
/// whose client is gone finds out as soon as we do, and gives up the client's locks: other nodes wait
/// for them, and lose what they hold if they cannot commit for three seconds.
const SETTINGS: &str = "
    SET client_min_messages = warning;
    SET default_transaction_isolation = 'read committed';
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
    SET enable_bitmapscan = off;
    SET jit = off;
    SET lock_timeout = '8s';
    SET statement_timeout = '30s';
    SET idle_in_transaction_session_timeout = '2s';
    SET tcp_keepalives_idle = 1;
    SET tcp_keepalives_interval = 1;
    SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = 4000;
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';";

/// What a host gets for letting us in, and then for what a session needs first. One that is cut off
/// or frozen may have accepted the connection without ever answering.
const CONNECTING: Duration = Duration::from_secs(3);
const PREPARING: Duration = Duration::from_secs(3);

/// Longer than the server itself gives a statement.
const ANSWER: Duration = Duration::from_secs(32);

/// What a statement is given.
pub type Parameter<'a> = &'a (dyn ToSql + Sync);
pub type Parameters<'a, const N: usize> = [Parameter<'a>; N];

pub struct Session {
    pub settings: Arc<Settings>,
    pub client: Client,
    /// In the order they were asked for.
    pub statements: Vec<Statement>,
    /// Whether what this process knows has been compared with this server's log.
    pub is_known: AtomicBool,
    connection: AbortHandle,
}

impl Session {
    pub async fn open(
        settings: &Arc<Settings>,
        purpose: &str,
        statements: &[&str],
    ) -> Result<Self> {
        let (client, connection) = connect(settings, purpose).await?;
        let mut session = Self {
            settings: settings.clone(),
            client,
            statements: Vec::new(),
            is_known: AtomicBool::new(false),
            connection,
        };
        let prepared = session.prepare(statements);
        let prepared = tokio::time::timeout(PREPARING, prepared).await;
        session.statements = prepared.map_err(|_| silent())??;
        Ok(session)
    }

    async fn prepare(&self, statements: &[&str]) -> Result<Vec<Statement>> {
        let path = format!(
            "SET search_path = {};{SETTINGS}",
            self.settings.quoted_schema()
        );
        self.run(self.client.batch_execute(&path)).await?;
        let prepare = statements.iter().map(|sql| self.client.prepare(sql));
        self.run(futures_util::future::try_join_all(prepare)).await
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

/// To the first host that answers and accepts changes.
async fn connect(settings: &Settings, purpose: &str) -> Result<(Client, AbortHandle)> {
    let mut failed = None;
    for (at, server) in settings.hosts.in_order() {
        let mut server = server.clone();
        server.application_name(settings.application(purpose));
        if let Some(file) = &settings.password_file {
            let password = std::fs::read_to_string(file).map_err(|error| {
                StoreError::Database(format!("the password file {}: {error}", file.display()))
            })?;
            server.password(password.trim_end_matches(['\r', '\n']));
        }
        let connecting = server.connect(settings.tls.clone());
        let error = match tokio::time::timeout(CONNECTING, connecting).await {
            Ok(Ok((client, connection))) => {
                settings.hosts.answered(at);
                let connection = tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection to the database ended");
                    }
                });
                return Ok((client, connection.abort_handle()));
            }
            Ok(Err(error)) => explain::connecting(&error, settings),
            Err(_) => silent(),
        };
        // A refusal says more than that others are not there.
        if !matches!(failed, Some(StoreError::Database(_))) {
            failed = Some(error);
        }
    }
    Err(failed.unwrap_or_else(silent))
}

impl Drop for Session {
    /// Without waiting for answers nobody reads.
    fn drop(&mut self) {
        self.connection.abort();
    }
}
