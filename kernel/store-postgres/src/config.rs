//! Where the database is and how to get in.

use crate::hosts::{self, Hosts};
use crate::tls::{self, Tls};
use haneul_store::{Result, StoreError};
use percent_encoding::percent_decode_str;
use ring::rand::{SecureRandom, SystemRandom};
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};

/// What is left out of the URL or stands in none of these fields has a default.
#[derive(Clone, Debug)]
pub struct PostgresConfig {
    /// `postgres://user:password@host:port/database`; several hosts separated by commas. Options
    /// of ours: `schema`, `pool`, `sslmode` with `sslrootcert`.
    pub url: String,
    /// Read at each connection, so that a password may be changed.
    pub password_file: Option<PathBuf>,
    /// How many connections read.
    pub pool: Option<usize>,
    pub schema: Option<String>,
    /// Shown to who looks into the log.
    pub node_name: String,
    /// Whether to make the tables where there are none.
    pub create: bool,
}

impl PostgresConfig {
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            password_file: None,
            pool: None,
            schema: None,
            node_name: "haneul".to_owned(),
            create: true,
        }
    }
}

const POOL: usize = 4;
const SCHEMA: &str = "haneul";

/// A cut network is noticed within about this.
pub const NOTICED: Duration = Duration::from_secs(3);

/// The same, understood.
pub struct Settings {
    /// All hosts together, as they were named.
    pub server: tokio_postgres::Config,
    /// Each host by itself.
    pub hosts: Hosts,
    pub tls: Tls,
    pub password_file: Option<PathBuf>,
    pub pool: usize,
    pub schema: String,
    pub node_name: String,
    pub create: bool,
    /// Different in each process and each time it starts.
    pub node_id: u64,
}

impl Settings {
    pub fn read(config: &PostgresConfig) -> Result<Self> {
        let (plain, ours) = split(&config.url)?;
        let option = |name: &str| {
            ours.iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.as_str())
        };
        let roots = option("sslrootcert").map(PathBuf::from);
        let (mode, verified) = ssl_mode(option("sslmode"), roots.is_some())?;
        let each = hosts::each(&plain);
        let each = each.iter().map(|url| server(url, mode));
        let pool = match option("pool") {
            Some(number) => Some(number.parse().map_err(|_| wrong("pool is a number"))?),
            None => None,
        };
        let schema = config
            .schema
            .clone()
            .or(option("schema").map(str::to_owned));
        Ok(Self {
            server: server(&plain, mode)?,
            hosts: Hosts::new(each.collect::<Result<_>>()?),
            tls: tls::connector(roots.filter(|_| verified).as_deref())?,
            password_file: config.password_file.clone(),
            pool: config.pool.or(pool).unwrap_or(POOL).clamp(1, 64),
            schema: schema.unwrap_or_else(|| SCHEMA.to_owned()),
            node_name: config.node_name.clone(),
            create: config.create,
            node_id: node_id()?,
        })
    }

    /// The schema as it is written in SQL.
    pub fn quoted_schema(&self) -> String {
        format!("\"{}\"", self.schema.replace('"', "\"\""))
    }

    /// What the connection is called at the server. PostgreSQL keeps 63 bytes of it.
    pub fn application(&self, purpose: &str) -> String {
        let name: String = self
            .node_name
            .chars()
            .filter(char::is_ascii)
            .take(24)
            .collect();
        format!("haneul/{name}/{:016x}/{purpose}", self.node_id)
    }
}

fn server(url: &str, mode: SslMode) -> Result<tokio_postgres::Config> {
    let mut server: tokio_postgres::Config = url.parse().map_err(|error| {
        let why = std::error::Error::source(&error).map_or(String::new(), |e| format!(": {e}"));
        wrong(format!("{error}{why}"))
    })?;
    server
        .ssl_mode(mode)
        .target_session_attrs(TargetSessionAttrs::ReadWrite)
        .connect_timeout(Duration::from_secs(2))
        .keepalives_idle(Duration::from_secs(1))
        .keepalives_interval(Duration::from_secs(1))
        .keepalives_retries(2)
        .tcp_user_timeout(NOTICED);
    Ok(server)
}

fn node_id() -> Result<u64> {
    let mut bytes = [0; 8];
    // Host chance: only to tell processes apart.
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| wrong("this host has no random numbers"))?;
    Ok(u64::from_be_bytes(bytes))
}

/// Takes our own options out of the URL.
fn split(url: &str) -> Result<(String, Vec<(String, String)>)> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(wrong("it begins with postgres://"));
    }
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if ["schema", "pool", "sslmode", "sslrootcert"].contains(&name) {
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            ours.push((name.to_owned(), value));
        } else {
            theirs.push(pair);
        }
    }
    let plain = match theirs.is_empty() {
        true => base.to_owned(),
        false => format!("{base}?{}", theirs.join("&")),
    };
    Ok((plain, ours))
}

/// How to encrypt, and whether the server has to show a certificate we trust.
fn ssl_mode(mode: Option<&str>, roots: bool) -> Result<(SslMode, bool)> {
    match mode {
        Some("disable") => Ok((SslMode::Disable, false)),
        None if roots => Ok((SslMode::Require, true)),
        None | Some("prefer") => Ok((SslMode::Prefer, false)),
        Some("require") => Ok((SslMode::Require, roots)),
        Some("verify-full") if roots => Ok((SslMode::Require, true)),
        Some("verify-full") => Err(wrong("sslmode=verify-full needs sslrootcert=<file>")),
        Some(other) => Err(wrong(format!(
            "sslmode is disable, prefer, require or verify-full, not {other}"
        ))),
    }
}

fn wrong(why: impl std::fmt::Display) -> StoreError {
    StoreError::Database(format!("the database URL cannot be used: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_options_are_taken_out() {
        let url = "postgres://u@h/d?schema=a%20b&connect_timeout=3&pool=9&sslmode=disable";
        let settings = Settings::read(&PostgresConfig::new(url)).unwrap();
        assert_eq!(settings.quoted_schema(), "\"a b\"");
        assert_eq!(settings.pool, 9);
        assert_eq!(settings.server.get_ssl_mode(), SslMode::Disable);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for url in [
            "mysql://h/d",
            "postgres://h/d?pool=many",
            "postgres://h/d?sslmode=verify-full",
            "postgres://h/d?sslmode=sometimes",
            "postgres://h/d?unknown=1",
        ] {
            let refused = Settings::read(&PostgresConfig::new(url));
            assert!(matches!(refused, Err(StoreError::Database(_))), "{url}");
        }
    }
}
