//! What is done now and then: shortening the log, measuring the tables. Several nodes may do so at
//! the same time.

use crate::readers::Pool;
use crate::session::{Parameters, Session};
use haneul_store::Result;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(30);
const BATCH: i64 = 5_000;

/// What the log keeps at least: who is behind by less follows it without beginning anew.
pub struct Keep {
    pub entries: i64,
    pub seconds: f64,
}

const KEEP: Keep = Keep {
    entries: 100_000,
    seconds: 600.0,
};

const TRIM: &str = "DELETE FROM log WHERE version IN (SELECT version FROM log \
    WHERE version <= (SELECT version FROM head WHERE id = 1) - $1::bigint \
    AND at < clock_timestamp() - $2::double precision * interval '1 second' \
    ORDER BY version LIMIT $3)";
const SIZE: &str =
    "SELECT (pg_total_relation_size('rows') + pg_total_relation_size('log'))::bigint";

/// Never returns.
pub async fn run(pool: &Pool) {
    loop {
        let work = |session: Arc<Session>| async move {
            trim(&session, &KEEP).await?;
            size(&session).await
        };
        match pool.any_line().repeat(Duration::ZERO, work).await {
            Ok(bytes) => pool.disk_bytes.store(bytes, Ordering::Relaxed),
            Err(error) => tracing::debug!(%error, "upkeep of the database is put off"),
        }
        // Host time: housekeeping.
        tokio::time::sleep(EVERY).await;
    }
}

/// In small steps, so that nobody waits for it; how many entries went.
pub async fn trim(session: &Session, keep: &Keep) -> Result<u64> {
    let mut gone = 0;
    loop {
        let parameters: Parameters<3> = [&keep.entries, &keep.seconds, &BATCH];
        let batch = session
            .run(session.client.execute(TRIM, &parameters))
            .await?;
        gone += batch;
        if batch < BATCH as u64 {
            return Ok(gone);
        }
    }
}

async fn size(session: &Session) -> Result<u64> {
    let row = session.run(session.client.query_one(SIZE, &[])).await?;
    Ok(row.get::<_, i64>(0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PostgresConfig, Settings};
    use haneul_store::Store;

    async fn put(store: &Store, n: u32) {
        let done: Result<()> = store.transact(|tx| tx.put(&n.to_be_bytes(), "v")).await;
        done.unwrap();
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_log_is_shortened_and_followed_on() {
        let config = PostgresConfig::new(haneul_testkit_postgres::fresh_schema());
        let (one, two) = (crate::open(&config).unwrap(), crate::open(&config).unwrap());
        for n in 1..=30 {
            put(&one, n).await;
        }
        let settings = Arc::new(Settings::read(&config).unwrap());
        let session = Session::open(&settings, "test", &[]).await.unwrap();
        let keep = |entries, seconds| Keep { entries, seconds };
        assert_eq!(
            trim(&session, &keep(10, 600.0)).await.unwrap(),
            0,
            "too young"
        );
        assert_eq!(trim(&session, &keep(10, 0.0)).await.unwrap(), 20);
        assert_eq!(trim(&session, &keep(10, 0.0)).await.unwrap(), 0);
        assert!(size(&session).await.unwrap() > 0);
        put(&one, 31).await;
        two.refresh(Duration::ZERO).await.unwrap();
        let last: Result<_> = two.read(|tx| tx.get(&31u32.to_be_bytes()));
        assert!(last.unwrap().is_some());
    }
}
