//! Reads the objects of an import into its table.

use crate::address::Address;
use crate::background::About;
use crate::background::bucket::{LONGEST_PAUSE, failure};
use crate::backup::target;
use crate::import::parse::Parsed;
use crate::import::row::{Counts, IMPORTS, Import};
use crate::import::source::Bucket;
use crate::index::entries::Step;
use crate::item::key;
use crate::item::row::{ITEMS, Packed};
use crate::item::write::check;
use crate::limits::IMPORT as TAKES;
use crate::table::Found;
use futures_util::future::BoxFuture;
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Cloud, Cx, background};
use haneul_runtime::outbox::Outgoing;
use parking_lot::Mutex;
use serde_json::json;
use std::ops::Deref;
use std::sync::Arc;

/// The errand's name.
pub const IMPORT: &str = "import";

pub fn send(cx: &mut Cx, import: &Import) -> Result<(), AwsError> {
    let input = json!({"table": import.table.name, "id": import.id});
    let errand = Outgoing::errand(cx.scope(), ("dynamodb", IMPORT), import.arn(cx), input)
        .pausing_at_most(LONGEST_PAUSE);
    cx.appoint(import.started + TAKES, &errand)
}

struct Errand {
    itself: background::Errand,
    table: String,
    id: String,
}

impl Deref for Errand {
    type Target = background::Errand;

    fn deref(&self) -> &background::Errand {
        &self.itself
    }
}

pub fn import(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    let text = |name: &str| call.input[name].as_str().unwrap_or_default().to_owned();
    let errand = Errand {
        table: text("table"),
        id: text("id"),
        itself: background::Errand::new(cloud, call, ("dynamodb", IMPORT)),
    };
    Box::pin(async move { errand.run().await })
}

impl Errand {
    async fn run(&self) -> Result<(), AwsError> {
        let key = (self.table.as_str(), self.id.as_str());
        let found = self.read(|cx| Ok(IMPORTS.get(cx.tx, cx.scope(), &key)?))?;
        let Some(mut import) = found.filter(|import| import.ended.is_none()) else {
            return Ok(());
        };
        let failure = match self.take_all(&mut import).await {
            Ok(()) if import.counts.errors > 0 => Some((
                "ItemValidationError".to_owned(),
                "Some of the items failed validation checks and were not imported. Please check \
                 CloudWatch error logs for more details."
                    .to_owned(),
            )),
            Ok(()) => None,
            Err(error) => Some(failure(error)?),
        };
        self.end(&import, failure).await
    }

    fn found(&self, import: &Import) -> Found {
        let address = Address {
            account: self.call.account.clone(),
            name: self.table.clone(),
        };
        Found {
            address,
            table: Arc::new(import.table.clone()),
        }
    }

    async fn take_all(&self, import: &mut Import) -> Result<(), AwsError> {
        let found = self.found(import);
        loop {
            let bucket = Bucket {
                cloud: &self.cloud,
                call: &self.call,
                import,
            };
            let listed = bucket.list(import.after.as_deref()).await?;
            if listed.is_empty() {
                return Ok(());
            }
            for (key, size) in listed {
                let counts = self.object(import, &found, (&key, size)).await?;
                import.counts.add(counts);
                import.after = Some(key);
                self.note(import).await?;
            }
        }
    }

    async fn object(
        &self,
        import: &Import,
        found: &Found,
        (key, size): (&str, u64),
    ) -> Result<Counts, AwsError> {
        let counts = Mutex::new(Counts::default());
        let bucket = Bucket {
            cloud: &self.cloud,
            call: &self.call,
            import,
        };
        let take = |piece: Vec<Parsed>| async {
            let written = self.write(found, key, piece).await?;
            counts.lock().add(written);
            Ok(())
        };
        let bytes = bucket.read((key, size), take).await?;
        let mut counts = counts.into_inner();
        counts.bytes = bytes;
        Ok(counts)
    }

    /// Writes a piece; what is none is counted and said in the log.
    async fn write(
        &self,
        found: &Found,
        key: &str,
        piece: Vec<Parsed>,
    ) -> Result<Counts, AwsError> {
        let mut counts = Counts {
            processed: piece.len() as i64,
            ..Counts::default()
        };
        let mut items = Vec::with_capacity(piece.len());
        for parsed in piece {
            match parsed.and_then(|item| fits(found, item)) {
                Ok(item) => items.push(item),
                Err(error) => {
                    counts.errors += 1;
                    tracing::warn!("import of {} from {key}: {error}", self.table);
                }
            }
        }
        counts.imported = items.len() as i64;
        self.transact(|cx| items.iter().try_for_each(|item| put(cx, found, item)))
            .await?;
        Ok(counts)
    }

    async fn note(&self, import: &Import) -> Result<(), AwsError> {
        let scope = self.scope();
        let write = self
            .cloud
            .store
            .transact(|tx| IMPORTS.put(tx, scope, &import.key(), import));
        Ok(write.await?)
    }

    /// The table can be used, with what came into it.
    async fn end(
        &self,
        import: &Import,
        failure: Option<(String, String)>,
    ) -> Result<(), AwsError> {
        let about = About::of(&self.found(import));
        let end = |cx: &mut Cx| {
            let mut import = import.clone();
            import.ended = Some(cx.now().as_microsecond());
            import.failure = failure.clone();
            let scope = self.scope();
            IMPORTS.put(cx.tx, scope, &import.key(), &import)?;
            target::open(cx, &about, import.counts.imported, 0)
        };
        self.transact(end).await
    }
}

/// What PutItem would take.
fn fits(found: &Found, item: Item) -> Parsed {
    key::of_item(&found.table, &item).map_err(|error| error.message)?;
    check(found, &item, false).map_err(|error| error.message)?;
    Ok(item)
}

/// The later one of two with the same key stays.
fn put(cx: &mut Cx, found: &Found, item: &Item) -> Result<(), AwsError> {
    let (table, scope) = (&found.table, found.scope(cx));
    let primary = key::of_item(table, item)?;
    let row = primary.row(table);
    let old = match table.indexes.is_empty() {
        true => None,
        false => ITEMS.get(cx.tx, scope, &row)?,
    };
    let old = old.as_ref().map(Packed::item).transpose()?;
    ITEMS.put(cx.tx, scope, &row, &Packed::of(item))?;
    for index in &table.indexes {
        if let Some(step) = Step::of(table, index, primary.parts(), old.as_ref(), Some(item)) {
            step.apply(cx.tx, scope)?;
        }
    }
    Ok(())
}
