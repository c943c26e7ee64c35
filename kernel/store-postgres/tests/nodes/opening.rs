//! Opening, and the words when that is not possible.

use crate::{admin, get, open, put};
use haneul_store::{Store, StoreError};
use haneul_store_postgres::PostgresConfig;
use haneul_testkit_postgres::{Server, fresh_schema, shared};

fn refused(url: &str) -> String {
    match haneul_store_postgres::open(&PostgresConfig::new(url)) {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error.to_string(),
    }
}

fn assert_says(error: &str, words: &[&str]) {
    for word in words {
        assert!(error.contains(word), "\"{word}\" is missing in: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_there_after_opening_again() {
    let url = fresh_schema();
    for round in 0..3 {
        let store = open(&url);
        let before = (round > 0).then(|| (round - 1).to_string());
        assert_eq!(get(&store, "a"), before);
        put(&store, "a", &round.to_string()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_open_at_first() {
    let url = fresh_schema();
    let opening: Vec<_> = (0..6)
        .map(|_| {
            let url = url.clone();
            std::thread::spawn(move || open(&url))
        })
        .collect();
    let stores: Vec<Store> = opening
        .into_iter()
        .map(|store| store.join().unwrap())
        .collect();
    for (n, store) in stores.iter().enumerate() {
        put(store, &n.to_string(), "here").await;
    }
    crate::refresh(&stores[0]).await;
    assert_eq!(get(&stores[0], "5").unwrap(), "here");
}

#[test]
fn nobody_there() {
    assert_says(
        &refused("postgres://postgres@127.0.0.1:1/postgres"),
        &[
            "no PostgreSQL answers at 127.0.0.1:1",
            "refused",
            "Is it running",
        ],
    );
    assert_says(
        &refused("postgres://postgres@no-such-host.invalid/postgres"),
        &["no PostgreSQL answers at no-such-host.invalid:5432"],
    );
    assert_says(&refused("mysql://h/d"), &["begins with postgres://"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_let_in() {
    let url = fresh_schema();
    let admin = admin(&url).await;
    admin
        .batch_execute("CREATE USER guest PASSWORD 'right'")
        .await
        .unwrap();
    let of = |user: &str| shared().url_of(user, "guests");
    assert_says(
        &refused(&of("guest:wrong")),
        &["does not let user \"guest\" in", "password"],
    );
    assert_says(&refused(&of("guest")), &["guest", "password"]);
    let elsewhere = of("postgres").replace("/postgres?", "/nowhere?");
    assert_says(
        &refused(&elsewhere),
        &["no database \"nowhere\"", "createdb nowhere"],
    );
    assert_says(
        &refused(&of("guest:right")),
        &["\"guest\" may not make", "CREATE SCHEMA", "AUTHORIZATION"],
    );
    admin
        .batch_execute("CREATE SCHEMA \"guests\" AUTHORIZATION \"guest\"")
        .await
        .unwrap();
    put(&open(&of("guest:right")), "a", "1").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_may_be_in_a_file() {
    let url = fresh_schema();
    let admin = admin(&url).await;
    admin
        .batch_execute("CREATE USER filed SUPERUSER PASSWORD 'in a file'")
        .await
        .unwrap();
    let file = shared().directory().join("password");
    std::fs::write(&file, "in a file\n").unwrap();
    let mut config = PostgresConfig::new(shared().url_of("filed", "filed"));
    config.password_file = Some(file);
    put(&haneul_store_postgres::open(&config).unwrap(), "a", "1").await;
    config.password_file = Some("/nowhere/password".into());
    let error = haneul_store_postgres::open(&config)
        .err()
        .unwrap()
        .to_string();
    assert_says(&error, &["/nowhere/password"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_where_there_is_one() {
    let mut config = PostgresConfig::new(fresh_schema());
    config.create = false;
    let error = haneul_store_postgres::open(&config)
        .err()
        .unwrap()
        .to_string();
    assert_says(&error, &["no store in schema"]);
    drop(open(&config.url));
    haneul_store_postgres::open(&config).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_format_is_left_alone() {
    let url = fresh_schema();
    drop(open(&url));
    let newer = "UPDATE meta SET value = '9' WHERE name = 'format'";
    admin(&url).await.batch_execute(newer).await.unwrap();
    let refused = haneul_store_postgres::open(&PostgresConfig::new(&url));
    assert!(matches!(
        refused.err().unwrap(),
        StoreError::NewerFormat { found: 9, known: 1 }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_there_may_be_encrypted() {
    let server = Server::start();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = server.file("server.crt", &made.cert.pem());
    server.file("server.key", &made.signing_key.serialize_pem());
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = server.file("other.crt", &other.cert.pem());
    let url = |host: &str, options: &str| {
        format!(
            "{}&{options}",
            server.url("encrypted").replace("127.0.0.1", host)
        )
    };
    assert_says(
        &refused(&url("localhost", "sslmode=require")),
        &["no encrypted connection"],
    );
    let admin = admin(&server.url("encrypted")).await;
    for setting in [
        "ssl_cert_file = '../server.crt'",
        "ssl_key_file = '../server.key'",
        "ssl = on",
    ] {
        let set = format!("ALTER SYSTEM SET {setting}");
        admin.batch_execute(&set).await.unwrap();
    }
    admin.query("SELECT pg_reload_conf()", &[]).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let verified =
        |file: &std::path::Path| format!("sslmode=verify-full&sslrootcert={}", file.display());
    let store = open(&url("localhost", &verified(&certificate)));
    put(&store, "a", "1").await;
    let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
        WHERE application_name LIKE 'haneul/%'";
    let row = admin.query_one(encrypted, &[]).await.unwrap();
    assert!(row.get::<_, bool>(0));
    open(&url("127.0.0.1", "sslmode=require"));
    for (host, file) in [("localhost", &other), ("127.0.0.1", &certificate)] {
        let error = refused(&url(host, &verified(file)));
        assert_says(&error, &["no encrypted connection", "sslrootcert"]);
    }
}

/// Read-only, as a replica is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_write() {
    let url = fresh_schema();
    let admin = admin(&url).await;
    admin
        .batch_execute(
            "CREATE USER reader SUPERUSER PASSWORD 'reads';
             ALTER USER reader SET default_transaction_read_only = on",
        )
        .await
        .unwrap();
    let url = shared().url_of("reader:reads", "readers");
    assert_says(&refused(&url), &["read-only replica", "primary"]);
}

/// A session that would not wait for the disk is made to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_are_flushed_whatever_the_default_is() {
    let url = fresh_schema();
    let admin = admin(&url).await;
    admin
        .batch_execute(
            "CREATE USER hasty SUPERUSER PASSWORD 'fast';
             ALTER USER hasty SET synchronous_commit = off;
             CREATE SCHEMA hasty;
             CREATE TABLE hasty.seen AS SELECT ''::text AS setting;
             CREATE FUNCTION hasty.look() RETURNS trigger LANGUAGE plpgsql AS
             $$BEGIN UPDATE hasty.seen SET setting = current_setting('synchronous_commit');
               RETURN NEW; END$$",
        )
        .await
        .unwrap();
    let store = open(&shared().url_of("hasty:fast", "hasty"));
    admin
        .batch_execute(
            "CREATE TRIGGER look AFTER INSERT ON hasty.log FOR EACH ROW EXECUTE FUNCTION hasty.look()",
        )
        .await
        .unwrap();
    put(&store, "a", "1").await;
    let row = admin
        .query_one("SELECT setting FROM hasty.seen", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "on");
}
