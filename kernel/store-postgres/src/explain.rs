//! The database's errors in words that say what to do.

use crate::config::Settings;
use haneul_store::StoreError;
use tokio_postgres::Error;
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;

/// Why there is no connection.
pub fn connecting(error: &Error, settings: &Settings) -> StoreError {
    let server = &settings.server;
    let user = server.get_user().unwrap_or("");
    let database = server.get_dbname().unwrap_or(user);
    if let Some(refusal) = error.as_db_error() {
        let message = refusal.message();
        return match refusal.code() {
            code if is_passing(code) => StoreError::Unreachable(message.to_owned()),
            &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                StoreError::Database(format!(
                    "PostgreSQL does not let user \"{user}\" in: {message}. Check user and password in the URL, \
                     and the server's pg_hba.conf"
                ))
            }
            &SqlState::INVALID_CATALOG_NAME => StoreError::Database(format!(
                "there is no database \"{database}\" at {}: make it with `createdb {database}`, or name another in \
                 the URL",
                hosts(settings)
            )),
            _ => StoreError::Database(format!("PostgreSQL refuses the connection: {message}")),
        };
    }
    let why = innermost(error);
    let whole = error.to_string();
    if whole.contains("TLS") || whole.contains("tls") {
        return StoreError::Database(format!(
            "no encrypted connection to {}: {why}. Check sslmode and sslrootcert in the URL",
            hosts(settings)
        ));
    }
    if why.contains("does not allow writes") {
        // It may be about to become the primary.
        return StoreError::Unreachable(format!(
            "{} is a read-only replica. Name the primary in the URL, or all hosts separated by commas",
            hosts(settings)
        ));
    }
    if why.contains("password") || whole.contains("authentication") {
        return StoreError::Database(format!(
            "user \"{user}\" cannot log in: {why}. Give a password in the URL or in the password file"
        ));
    }
    StoreError::Unreachable(format!(
        "no PostgreSQL answers at {} ({why}). Is it running, and is the address in the URL right?",
        hosts(settings)
    ))
}

/// Why a statement failed.
pub fn failing(error: &Error) -> StoreError {
    let Some(refusal) = error.as_db_error() else {
        return StoreError::Unreachable(format!("the connection broke: {}", innermost(error)));
    };
    let message = refusal.message();
    match refusal.code() {
        &SqlState::DISK_FULL => StoreError::Full,
        code if is_passing(code) => StoreError::Unreachable(message.to_owned()),
        &SqlState::QUERY_CANCELED | &SqlState::LOCK_NOT_AVAILABLE => {
            StoreError::Unreachable(format!("it took too long: {message}"))
        }
        &SqlState::INSUFFICIENT_PRIVILEGE => {
            StoreError::Database(format!("the database user lacks a right: {message}"))
        }
        code => StoreError::Database(format!("PostgreSQL: {message} ({})", code.code())),
    }
}

/// Whether the connection is of no use any more.
pub fn is_broken(error: &Error) -> bool {
    error.is_closed() || error.code().is_none_or(is_passing)
}

/// What another connection, now or later, does not run into.
fn is_passing(code: &SqlState) -> bool {
    matches!(
        code,
        &SqlState::ADMIN_SHUTDOWN
            | &SqlState::CRASH_SHUTDOWN
            | &SqlState::CANNOT_CONNECT_NOW
            | &SqlState::TOO_MANY_CONNECTIONS
            | &SqlState::READ_ONLY_SQL_TRANSACTION
            | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
    ) || code.code().starts_with("08")
}

pub fn hosts(settings: &Settings) -> String {
    let ports = settings.server.get_ports();
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5432);
    let each = settings.server.get_hosts().iter().enumerate();
    let named: Vec<_> = each
        .map(|(at, host)| match host {
            Host::Tcp(name) => format!("{name}:{}", port(at)),
            #[cfg(unix)]
            Host::Unix(path) => format!("{}/.s.PGSQL.{}", path.display(), port(at)),
        })
        .collect();
    named.join(", ")
}

fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
