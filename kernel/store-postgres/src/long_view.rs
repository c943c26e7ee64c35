//! A view that stands still: a transaction of its own at the server. For reading very much.

use crate::bridge;
use crate::config::Settings;
use crate::fetch;
use crate::page::Cursor;
use crate::session::Session;
use bytes::Bytes;
use haneul_store::{KeyRange, Result, View, Visitor};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Reading may pause, and a page take its time.
const BEGIN: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
    BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

pub struct LongView {
    session: Arc<Session>,
    engine: Handle,
    version: u64,
}

impl LongView {
    pub fn open(settings: Arc<Settings>, engine: Handle) -> Result<Self> {
        let (version, session) = bridge::wait(&engine, async move {
            let session = Session::open(&settings, "dump", fetch::STATEMENTS).await?;
            session.run(session.client.batch_execute(BEGIN)).await?;
            // The first statement decides what is seen.
            let (version, _) = fetch::get(&session, b"").await?;
            Ok((version, session))
        })?;
        Ok(Self {
            session: Arc::new(session),
            engine,
            version,
        })
    }
}

impl View for LongView {
    fn version(&self) -> u64 {
        self.version
    }

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>> {
        let (session, key) = (self.session.clone(), key.to_vec());
        let found = bridge::wait(
            &self.engine,
            async move { fetch::get(&session, &key).await },
        );
        Ok(found?.1)
    }

    fn scan(
        &self,
        range: &KeyRange,
        reverse: bool,
        wanted: usize,
        visit: &mut Visitor<'_>,
    ) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let mut cursor = Cursor::new(range, reverse, wanted, 0);
        loop {
            let (session, selection) = (self.session.clone(), cursor.selection());
            let rows = bridge::wait(&self.engine, async move {
                fetch::page(&session, &selection).await
            });
            let Some(page) = cursor.take(rows?.1) else {
                continue;
            };
            let mut rows = page.rows.iter();
            if rows.any(|(key, value)| visit(key, value).is_break()) || page.is_last {
                return Ok(());
            }
        }
    }
}
