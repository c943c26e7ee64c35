//! The tables: made, and brought up to date, by whoever comes first.

use crate::config::Settings;
use crate::explain::hosts;
use crate::session::{Parameters, Session};
use haneul_store::{Result, StoreError};
use std::sync::Arc;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Error, Row};

/// Each brings the format one further. Those that were released are never changed.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE head (id integer PRIMARY KEY CHECK (id = 1), version bigint NOT NULL);
    CREATE TABLE rows (key bytea PRIMARY KEY, value bytea NOT NULL, long_key bytea);
    CREATE TABLE log (version bigint PRIMARY KEY, node text NOT NULL, group_id bytea NOT NULL,
        keys bytea NOT NULL, channels text[] NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp());
    ALTER TABLE rows ALTER COLUMN key SET STORAGE PLAIN;
    ALTER TABLE rows ALTER COLUMN value SET STORAGE EXTERNAL;
    ALTER TABLE rows SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);
    INSERT INTO head (id, version) VALUES (1, 0);
"];

const OLDEST_SERVER: i32 = 130_000;

/// Checks the server and the tables; the version the store is at.
pub async fn prepare(settings: &Arc<Settings>) -> Result<u64> {
    let session = Session::open(settings, "open", &[]).await?;
    check_server(&session, settings).await?;
    let mut found = format(&session, settings).await?;
    let known = MIGRATIONS.len() as u32;
    if found.is_none() && !settings.create {
        return Err(StoreError::Database(format!(
            "the database has no store in schema {}: let it be made, or name the right schema",
            settings.quoted_schema()
        )));
    }
    let mut tries = 0;
    while found.is_none_or(|found| found < known) {
        match migrate(&session, settings).await {
            Ok(()) => {}
            // Somebody else is at it.
            Err(error) if tries < 20 && is_race(&error) => {
                _ = session.client.batch_execute("ROLLBACK").await;
                tries += 1;
            }
            Err(error) => return Err(refused(&error, settings)),
        }
        found = format(&session, settings).await?;
    }
    match found {
        Some(found) if found > known => Err(StoreError::NewerFormat { found, known }),
        _ => head(&session).await,
    }
}

async fn check_server(session: &Session, settings: &Settings) -> Result<()> {
    const QUESTIONS: &str = "SELECT current_setting('server_version_num')::integer, \
        current_setting('server_version'), pg_is_in_recovery(), current_setting('fsync')";
    let row: Row = session
        .run(session.client.query_one(QUESTIONS, &[]))
        .await?;
    let hosts = hosts(settings);
    if row.get::<_, i32>(0) < OLDEST_SERVER {
        let version: &str = row.get(1);
        return Err(StoreError::Database(format!(
            "{hosts} runs PostgreSQL {version}; the store needs 13 or newer"
        )));
    }
    if row.get(2) {
        return Err(StoreError::Database(format!(
            "{hosts} is a read-only replica. Name the primary in the URL, or all hosts separated by commas"
        )));
    }
    if row.get::<_, &str>(3) == "off" {
        tracing::warn!("PostgreSQL at {hosts} runs with fsync off: a power failure may destroy it");
    }
    Ok(())
}

/// The format of the tables, if there are any.
async fn format(session: &Session, settings: &Settings) -> Result<Option<u32>> {
    let meta = format!("{}.meta", settings.quoted_schema());
    let parameters: Parameters<1> = [&meta];
    let there = "SELECT to_regclass($1::text) IS NOT NULL";
    let there = session.client.query_one(there, &parameters);
    if !session.run(there).await?.get::<_, bool>(0) {
        return Ok(None);
    }
    let value = session
        .client
        .query_opt("SELECT value FROM meta WHERE name = 'format'", &[]);
    let Some(row) = session.run(value).await? else {
        return Ok(None);
    };
    let text: &str = row.get(0);
    let number = text
        .parse()
        .map_err(|_| StoreError::corrupt("the format of the database"))?;
    Ok(Some(number))
}

/// One transaction, of which only one runs at a time.
async fn migrate(session: &Session, settings: &Settings) -> std::result::Result<(), Error> {
    let client = &session.client;
    let schema = settings.quoted_schema();
    client.batch_execute("BEGIN").await?;
    // Where the schema is there already, no right to make one is needed.
    let there = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    if client
        .query_opt(there, &[&settings.schema])
        .await?
        .is_none()
    {
        client
            .batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"))
            .await?;
    }
    client
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS meta (name text PRIMARY KEY, value text NOT NULL);
             INSERT INTO meta (name, value) VALUES ('format', '0') ON CONFLICT DO NOTHING;",
        )
        .await?;
    let row = client
        .query_one(
            "SELECT value FROM meta WHERE name = 'format' FOR UPDATE",
            &[],
        )
        .await?;
    let found: usize = row.get::<_, &str>(0).parse().unwrap_or(usize::MAX);
    for migration in MIGRATIONS.iter().skip(found) {
        client.batch_execute(migration).await?;
    }
    if found < MIGRATIONS.len() {
        let format = MIGRATIONS.len().to_string();
        client
            .execute(
                "UPDATE meta SET value = $1 WHERE name = 'format'",
                &[&format],
            )
            .await?;
    }
    client.batch_execute("COMMIT").await
}

fn is_race(error: &Error) -> bool {
    error.code().is_some_and(|code| {
        matches!(
            code,
            &SqlState::UNIQUE_VIOLATION
                | &SqlState::DUPLICATE_SCHEMA
                | &SqlState::DUPLICATE_TABLE
                | &SqlState::T_R_SERIALIZATION_FAILURE
                | &SqlState::T_R_DEADLOCK_DETECTED
        )
    })
}

fn refused(error: &Error, settings: &Settings) -> StoreError {
    let user = settings.server.get_user().unwrap_or("");
    match (error.code(), error.as_db_error()) {
        (Some(&SqlState::INSUFFICIENT_PRIVILEGE), Some(refusal)) => {
            let schema = settings.quoted_schema();
            StoreError::Database(format!(
                "user \"{user}\" may not make the store's tables: {}. As an administrator run \
                 `CREATE SCHEMA {schema} AUTHORIZATION \"{user}\"` in this database",
                refusal.message()
            ))
        }
        _ => crate::explain::failing(error),
    }
}

async fn head(session: &Session) -> Result<u64> {
    let query = session
        .client
        .query_opt("SELECT version FROM head WHERE id = 1", &[]);
    let row = session
        .run(query)
        .await?
        .ok_or_else(crate::database::headless)?;
    Ok(crate::fetch::version(&row))
}
