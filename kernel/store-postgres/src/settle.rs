//! Finding out whether a commit whose connection was lost is there.

use crate::database::{Database, Link, silent};
use crate::line::Line;
use haneul_store::Result;
use std::sync::Arc;
use std::time::Duration;

/// A look takes no longer, unless others keep the head locked.
const LOOK: Duration = Duration::from_secs(9);

/// Whether the group that builds on `base` is in the log; if not, it never will be. Asks again while
/// there is patience.
pub async fn is_there<D: Database>(
    line: &Line<D>,
    base: u64,
    id: &[u8],
    patience: Duration,
) -> Result<bool> {
    let look = |link: Arc<D::Link>| async move {
        let look = tokio::time::timeout(LOOK, link.settle(base, id)).await;
        look.map_err(|_| silent())?
    };
    line.repeat(patience, look).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply::swap;
    use crate::config::{PostgresConfig, Settings};
    use crate::database::Purpose;
    use crate::session::Session;
    use crate::write::{self, Group};
    use haneul_store::{StoreError, Writes};

    /// A commit connection of a process that is then gone, and the line of one that settles.
    async fn lost() -> (Arc<Settings>, Session, Line<Settings>) {
        let config = PostgresConfig::new(haneul_testkit_postgres::fresh_schema());
        let settings = Arc::new(Settings::read(&config).unwrap());
        crate::schema::prepare(&settings).await.unwrap();
        let statements = write::STATEMENTS.as_slice();
        // Under another name: its end must not be what makes it come too late.
        let former = Session::open(&settings, "late", statements).await.unwrap();
        let line = Line::new(settings.clone(), Purpose::Commit);
        (settings, former, line)
    }

    async fn commit(session: &Session, id: &[u8]) -> bool {
        let writes = Writes::from([(b"key".to_vec(), Some("value".into()))]);
        let written = swap(session, 0, id, &Group::new(&writes, &[])).await;
        written.unwrap_or_else(|_| panic!("the statement failed"))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_there_is_found() {
        let (_, former, line) = lost().await;
        assert!(commit(&former, b"mine").await);
        assert!(is_there(&line, 0, b"mine", LOOK).await.unwrap());
        assert!(!is_there(&line, 0, b"another", LOOK).await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_not_there_never_will_be() {
        let (_, former, line) = lost().await;
        assert!(!is_there(&line, 0, b"mine", LOOK).await.unwrap());
        assert!(
            !commit(&former, b"mine").await,
            "it came late and was written"
        );
    }

    /// As after a pause that was longer than the log is.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_the_log_does_not_reach_back_to_is_not_known() {
        let (_, former, line) = lost().await;
        assert!(commit(&former, b"mine").await);
        let shorten = former.client.batch_execute("DELETE FROM log");
        former.run(shorten).await.unwrap();
        let found = is_there(&line, 0, b"mine", LOOK).await;
        assert!(matches!(found, Err(StoreError::MaybeCommitted)));
        let later = is_there(&line, 2, b"other", LOOK).await;
        assert!(!later.unwrap(), "the head is there, so nobody wrote it");
    }

    /// It may hold the head for as long as its server does not notice that it is gone.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_former_connection_is_ended() {
        let (settings, _, line) = lost().await;
        let former = Session::open(&settings, "commit", &[]).await.unwrap();
        let lock = "BEGIN; SELECT version FROM head WHERE id = 1 FOR UPDATE";
        former.run(former.client.batch_execute(lock)).await.unwrap();
        let found = is_there(&line, 0, b"mine", LOOK);
        let found = tokio::time::timeout(Duration::from_secs(3), found).await;
        assert!(!found.expect("it waits for the former one").unwrap());
        assert!(former.client.batch_execute("COMMIT").await.is_err());
    }
}
