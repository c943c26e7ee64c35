//! Finding out whether a commit whose connection was lost is there.

use crate::config::Settings;
use crate::entry;
use crate::line::Line;
use crate::session::{Parameters, Session, silent};
use crate::write::Statement;
use haneul_store::Result;
use std::sync::Arc;
use std::time::Duration;

/// Whoever of our former connections still holds the head is ended; then the head is locked and the
/// log is asked.
const END_FORMER: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
    WHERE application_name = $1 AND pid <> pg_backend_pid()";

/// Moves the head on. What our lost connection may still send comes too late then, and once this is
/// durable, here and on replicas that must have it, so is all that came before.
const FENCE: &str = "UPDATE head SET version = version + 1 WHERE id = 1 RETURNING version";
const LOG_FENCE: &str =
    "INSERT INTO log (version, node, group_id, keys, channels) VALUES ($1, $2, $3, $4, '{}')";

/// A look takes no longer, unless others keep the head locked.
const LOOK: Duration = Duration::from_secs(9);

/// Whether the group that builds on `base` is in the log; if not, it never will be. Asks again while
/// there is patience.
pub async fn is_there(
    settings: &Settings,
    line: &Line,
    base: u64,
    id: &[u8],
    patience: Duration,
) -> Result<bool> {
    let look = |session: Arc<Session>| async move {
        let look = look(settings, &session, base, id);
        let look = tokio::time::timeout(LOOK, look).await;
        look.map_err(|_| silent())?
    };
    line.repeat(patience, look).await
}

async fn look(settings: &Settings, session: &Session, base: u64, id: &[u8]) -> Result<bool> {
    let client = &session.client;
    let looking = async {
        client
            .query(END_FORMER, &[&settings.application("commit")])
            .await?;
        client.batch_execute("BEGIN").await?;
        client
            .query(&session.statements[Statement::Lock as usize], &[])
            .await?;
        let found = &session.statements[Statement::Find as usize];
        let found = client.query_opt(found, &[&(base as i64), &id]).await?;
        let version: i64 = client.query_one(FENCE, &[]).await?.get(0);
        let nothing = entry::encode(std::iter::empty());
        let fence = [id, b" fence"].concat();
        let parameters: Parameters<4> = [&version, &settings.node_name, &fence, &nothing];
        client.execute(LOG_FENCE, &parameters).await?;
        client.batch_execute("COMMIT").await?;
        Ok(found.is_some())
    };
    session.run(looking).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply::swap;
    use crate::config::PostgresConfig;
    use crate::write::{self, Group};
    use haneul_store::Writes;

    /// A commit connection of a process that is then gone, and the line of one that settles.
    async fn lost() -> (Arc<Settings>, Session, Line) {
        let config = PostgresConfig::new(haneul_testkit_postgres::fresh_schema());
        let settings = Arc::new(Settings::read(&config).unwrap());
        crate::schema::prepare(&settings).await.unwrap();
        let statements = write::STATEMENTS.as_slice();
        // Under another name: its end must not be what makes it come too late.
        let former = Session::open(&settings, "late", statements).await.unwrap();
        let line = Line::new(settings.clone(), "commit", statements);
        (settings, former, line)
    }

    async fn commit(session: &Session, id: &[u8]) -> bool {
        let writes = Writes::from([(b"key".to_vec(), Some("value".into()))]);
        let written = swap(session, "node", 0, id, &Group::new(&writes, &[])).await;
        written.unwrap_or_else(|_| panic!("the statement failed"))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_there_is_found() {
        let (settings, former, line) = lost().await;
        assert!(commit(&former, b"mine").await);
        assert!(is_there(&settings, &line, 0, b"mine", LOOK).await.unwrap());
        assert!(
            !is_there(&settings, &line, 0, b"another", LOOK)
                .await
                .unwrap()
        );
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_not_there_never_will_be() {
        let (settings, former, line) = lost().await;
        assert!(!is_there(&settings, &line, 0, b"mine", LOOK).await.unwrap());
        assert!(
            !commit(&former, b"mine").await,
            "it came late and was written"
        );
    }

    /// It may hold the head for as long as its server does not notice that it is gone.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_former_connection_is_ended() {
        let (settings, _, line) = lost().await;
        let former = Session::open(&settings, "commit", &[]).await.unwrap();
        let lock = "BEGIN; SELECT version FROM head WHERE id = 1 FOR UPDATE";
        former.run(former.client.batch_execute(lock)).await.unwrap();
        let found = is_there(&settings, &line, 0, b"mine", LOOK);
        let found = tokio::time::timeout(Duration::from_secs(3), found).await;
        assert!(!found.expect("it waits for the former one").unwrap());
        assert!(former.client.batch_execute("COMMIT").await.is_err());
    }
}
