//! `--store postgres://…`: this process as one node of several over a database.

use crate::cli::UpOptions;
use haneul_runtime::node::Node;
use haneul_runtime::{Random, level};
use haneul_store::{Store, StoreError};
use haneul_store_postgres::PostgresConfig;

/// Different for each start: a node that comes back is a new one, also while the old one is dying.
pub fn node(options: &UpOptions, random: &Random, address: &str) -> Option<Node> {
    options.store.as_ref()?;
    let name = options.node.clone().unwrap_or_else(host_name);
    Some(Node {
        id: format!("{name}-{:06x}", random.u64() & 0xff_ffff),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        level: level::KNOWN,
        address: address.to_owned(),
        ..Node::default()
    })
}

pub fn open(url: &str, options: &UpOptions, node: &Node) -> Result<Store, String> {
    let config = PostgresConfig {
        password_file: options.store_password_file.clone(),
        node_name: node.id.clone(),
        ..PostgresConfig::new(url)
    };
    haneul_store_postgres::open(&config).map_err(|error| match error {
        StoreError::NewerFormat { found, known } => format!(
            "the database was set up by a newer Haneul (schema {found}; this one knows {known}). Use that version."
        ),
        other => other.to_string(),
    })
}

/// What the database is called where its password must not be shown.
pub fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (credentials, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    let user = credentials.split(':').next().unwrap_or_default();
    let at = if user.is_empty() { "" } else { "@" };
    let place = place.split('?').next().unwrap_or_default();
    format!("{scheme}://{user}{at}{place}")
}

fn host_name() -> String {
    let name = std::env::var("HOSTNAME").ok().or_else(|| {
        let read = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
        Some(read.trim().to_owned())
    });
    let name = name.filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "node".to_owned())
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(
            shown("postgres://ann:se@cret@db:5432/haneul?sslmode=require"),
            "postgres://ann@db:5432/haneul"
        );
        assert_eq!(shown("postgres://db/haneul"), "postgres://db/haneul");
    }
}
