//! A session as the engine uses it: the log, commits, and what became of one, in SQL.

use crate::config::Settings;
use crate::database::{Database, Failure, Link, News, Purpose, headless};
use crate::entry::{self, Entry};
use crate::explain;
use crate::fetch::{self, version};
use crate::session::{Parameter, Parameters, Session};
use crate::write::{self, Group, Statement, plain};
use futures_util::TryStreamExt;
use futures_util::future::try_join_all;
use haneul_store::{Result, StoreError};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio_postgres::{Error, Row};

const NEWS: &str = "SELECT head.version, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, \
    log.version, log.group_id, log.keys, log.channels \
    FROM head LEFT JOIN log ON log.version > $1 WHERE head.id = 1 ORDER BY log.version LIMIT 1000";
const GROUP: &str = "SELECT group_id FROM log WHERE version = $1";

/// What a session that follows the log has to prepare.
const FOLLOWING: &[&str] = &[NEWS, GROUP];

/// Whoever of our former connections still holds the head is ended; then the head is locked and the
/// log is asked.
const END_FORMER: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
    WHERE application_name = $1 AND pid <> pg_backend_pid()";

/// Moves the head on. What our lost connection may still send comes too late then, and once this is
/// durable, here and on replicas that must have it, so is all that came before.
const FENCE: &str = "UPDATE head SET version = version + 1 WHERE id = 1 RETURNING version";
const LOG_FENCE: &str =
    "INSERT INTO log (version, node, group_id, keys, channels) VALUES ($1, $2, $3, $4, '{}')";

impl Database for Settings {
    type Link = Session;

    async fn connect(self: &Arc<Self>, purpose: Purpose) -> Result<Session> {
        let (name, statements) = match purpose {
            Purpose::Follow => ("tail", FOLLOWING),
            Purpose::Read => ("read", fetch::STATEMENTS),
            Purpose::Commit => ("commit", write::STATEMENTS.as_slice()),
        };
        Session::open(self, name, statements).await
    }

    fn node_id(&self) -> u64 {
        self.node_id
    }
}

impl Link for Session {
    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn is_known(&self) -> &AtomicBool {
        &self.is_known
    }

    async fn group_at(&self, version: u64) -> Result<Option<Vec<u8>>> {
        let version = version as i64;
        let parameters: Parameters<1> = [&version];
        let query = self.client.query_opt(&self.statements[1], &parameters);
        let row = self.run(query).await?;
        Ok(row.map(|row| row.get(0)))
    }

    async fn news(
        &self,
        from: u64,
        tell: &mut (dyn FnMut(News) -> Result<()> + Send),
    ) -> Result<()> {
        let rows = self.client.query_raw(&self.statements[0], [from as i64]);
        let mut rows = pin!(self.run(rows).await?);
        while let Some(row) = self.run(rows.try_next()).await? {
            tell(news(&row)?)?;
        }
        Ok(())
    }

    async fn swap(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> std::result::Result<bool, Failure> {
        let logged = self.write_whole(base, id, group).await;
        Ok(logged.map_err(while_writing)? == 1)
    }

    async fn lock(&self, known: u64) -> std::result::Result<Vec<News>, Failure> {
        let (client, known) = (&self.client, known as i64);
        let begin = client.batch_execute("BEGIN");
        let lock = client.query(&self.statements[Statement::Lock as usize], &[]);
        let parameters: Parameters<1> = [&known];
        let told = client.query(&self.statements[Statement::News as usize], &parameters);
        // Sent at once, run one after the other: the news are read with the lock held.
        let sent: std::result::Result<((), Vec<Row>, Vec<Row>), Error> =
            tokio::try_join!(begin, lock, told);
        let ((), _, rows) = sent.map_err(before_writing)?;
        let news: Result<Vec<_>> = rows.iter().map(news).collect();
        news.map_err(Failure::Refused)
    }

    /// A statement that fails makes the commit at the end a rollback.
    async fn write(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> std::result::Result<bool, Failure> {
        let logged = match group.parts().len() > 1 || group.deleted.len() > STATEMENT_KEYS {
            true => self.write_parts(base, id, group).await,
            false => {
                // The others wait for the head: one round trip is all they should wait.
                let whole = self.write_whole(base, id, group);
                let commit = self.client.batch_execute("COMMIT");
                tokio::try_join!(whole, commit).map(|(logged, ())| logged)
            }
        };
        match logged.map_err(while_writing)? {
            1 => Ok(true),
            _ => Err(Failure::Refused(headless())),
        }
    }

    async fn roll_back(&self) -> std::result::Result<(), Failure> {
        let rolled = self.client.batch_execute("ROLLBACK").await;
        rolled.map_err(|error| Failure::NotSent(explain::failing(&error)))
    }

    async fn settle(&self, base: u64, id: &[u8]) -> Result<bool> {
        let (client, settings) = (&self.client, &self.settings);
        let looking = async {
            client
                .query(END_FORMER, &[&settings.application("commit")])
                .await?;
            client.batch_execute("BEGIN").await?;
            client
                .query(&self.statements[Statement::Lock as usize], &[])
                .await?;
            // It was to be the version after its base, and no other.
            let find = &self.statements[Statement::Find as usize];
            let found = client.query_opt(find, &[&(base as i64 + 1), &id]).await?;
            let version: i64 = client.query_one(FENCE, &[]).await?.get(0);
            let nothing = entry::encode(std::iter::empty());
            let fence = fence(id);
            let parameters: Parameters<4> = [&version, &settings.node_name, &fence, &nothing];
            client.execute(LOG_FENCE, &parameters).await?;
            client.batch_execute("COMMIT").await?;
            Ok((version - 1, found))
        };
        let looked = self.run(looking).await;
        if looked.is_err() {
            // Perhaps within the transaction, which nothing else would end.
            _ = client.batch_execute("ROLLBACK").await;
        }
        let (head, found) = looked?;
        match found {
            Some(row) => Ok(row.get(0)),
            None if head <= base as i64 => Ok(false),
            // The log was shortened beyond it meanwhile.
            None => Err(StoreError::MaybeCommitted),
        }
    }
}

impl Session {
    /// Moves the head, and with it writes rows and log, in one statement.
    async fn write_whole(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> std::result::Result<u64, Error> {
        let (base, node) = (base as i64, &self.settings.node_name);
        let (keys, deleted) = (plain(&group.keys), plain(&group.deleted));
        let mut parameters: Vec<Parameter<'_>> =
            vec![&base, node, &id, &group.log, &group.channels];
        if !keys.is_empty() {
            let puts: Parameters<3> = [&keys, &group.values, &group.long_keys];
            parameters.extend(puts);
        }
        if !deleted.is_empty() {
            parameters.push(&deleted);
        }
        let statement = &self.statements[group.swap()];
        self.client.execute(statement, &parameters).await
    }

    async fn write_parts(
        &self,
        base: u64,
        id: &[u8],
        group: &Group<'_>,
    ) -> std::result::Result<u64, Error> {
        let (client, statements) = (&self.client, &self.statements);
        for part in group.parts() {
            let keys = plain(&group.keys[part.clone()]);
            let (values, long) = (&group.values[part.clone()], &group.long_keys[part]);
            let put = &statements[Statement::Put as usize];
            client.execute(put, &[&keys, &values, &long]).await?;
        }
        let deletes = group
            .deleted
            .chunks(STATEMENT_KEYS)
            .map(|deleted| async move {
                let delete = &statements[Statement::Delete as usize];
                client.execute(delete, &[&plain(deleted)]).await
            });
        try_join_all(deletes).await?;
        let (base, node) = (base as i64, &self.settings.node_name);
        let parameters: Parameters<5> = [&base, node, &id, &group.log, &group.channels];
        let logged = client.execute(&statements[Statement::Swap as usize], &parameters);
        let (logged, ()) = tokio::try_join!(logged, client.batch_execute("COMMIT"))?;
        Ok(logged)
    }
}

/// Deleted keys in a statement.
const STATEMENT_KEYS: usize = 50_000;

/// What stands for a group in the log that was not there when it was looked for.
pub fn fence(id: &[u8]) -> Vec<u8> {
    [id, b" fence"].concat()
}

fn news(row: &Row) -> Result<News> {
    let entry = match row.get::<_, Option<i64>>(2) {
        Some(version) => Some(Entry {
            version: version as u64,
            group: row.get(3),
            keys: entry::decode(row.get(4))?,
            channels: row.get(5),
        }),
        None => None,
    };
    Ok(News {
        head: version(row),
        time: row.get(1),
        entry,
    })
}

/// A statement failed that writes nothing by itself.
fn before_writing(error: Error) -> Failure {
    match explain::is_broken(&error) {
        true => Failure::NotSent(explain::failing(&error)),
        false => Failure::Refused(explain::failing(&error)),
    }
}

fn while_writing(error: Error) -> Failure {
    match explain::is_broken(&error) {
        true => Failure::Lost(explain::failing(&error)),
        false => Failure::Refused(explain::failing(&error)),
    }
}
