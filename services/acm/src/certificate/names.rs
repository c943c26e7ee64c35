//! Which certificates cover a name, in whatever account and Region they are: what the listeners of the
//! cloud show to those who ask for it.

use super::row::{self, CERTIFICATES, Certificate, Status};
use haneul_certificate::{CERTIFICATE, read_all};
use haneul_pipeline::{Arn, AwsError, Certificates, Cloud, Reconciler, Shown};
use haneul_store::{Scope, Span, Store, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// By the name as the certificate has it, how far it is from the end of time (the newest comes first),
/// and ARN.
static NAMES: Table<Place, Entry> = Table::new("acm_name");

/// That certificates from before there were names are in the table, too.
static COMPLETE: Table<u8, Complete> = Table::new("acm_names_complete");

const GLOBAL: Scope<'static> = Scope::new("", "", "");
const ONLY: u8 = 0;

/// From this level on, every node writes names.
const LEVEL: u32 = 8;

/// Read at once.
const PIECE: usize = 100;

type Place = (String, u64, String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    /// Of the certificate's body: who imports again in the same moment changes the row.
    edition: u64,
    until: Timestamp,
}

impl Stored for Entry {
    const VERSION: u32 = 1;
}

#[derive(Clone, Serialize, Deserialize)]
struct Complete {}

impl Stored for Complete {
    const VERSION: u32 = 1;
}

/// Where a certificate is found, and what is there.
fn entries(arn: &str, row: Option<&Certificate>) -> Option<(Vec<Place>, Entry)> {
    let row = row.filter(|row| row.status == Status::Issued)?;
    let entry = Entry {
        edition: row.edition,
        until: row.until?,
    };
    let made = row.imported.max(row.issued)?.as_microsecond();
    let order = u64::MAX - u64::try_from(made).unwrap_or_default();
    // Clients look at a subject's name only where there are no others.
    let own = [row.domain.clone()];
    let names = if row.names.is_empty() {
        own.as_slice()
    } else {
        row.names.as_slice()
    };
    let mut places: Vec<Place> = names
        .iter()
        .map(|name| (name.to_ascii_lowercase(), order, arn.to_owned()))
        .collect();
    places.sort_unstable();
    places.dedup();
    Some((places, entry))
}

/// The certificate is another now, or gone.
pub fn follow(
    tx: &mut Tx,
    arn: &str,
    before: Option<&Certificate>,
    after: Option<&Certificate>,
) -> Result<(), AwsError> {
    let (before, after) = (entries(arn, before), entries(arn, after));
    if before == after {
        return Ok(());
    }
    let (stay, entry) = after.unzip();
    let stay = stay.unwrap_or_default();
    for (name, order, arn) in before.map(|(places, _)| places).unwrap_or_default() {
        let place = (name, order, arn);
        if !stay.contains(&place) {
            NAMES.delete(tx, GLOBAL, &place)?;
        }
    }
    for place in &stay {
        if let Some(entry) = &entry {
            NAMES.put(tx, GLOBAL, place, entry)?;
        }
    }
    Ok(())
}

/// What listeners show.
pub struct OfListeners;

impl Certificates for OfListeners {
    fn version(&self, store: &Store) -> u64 {
        match NAMES.prefix(GLOBAL) {
            Ok(prefix) => store.watermark(&prefix),
            Err(_) => u64::MAX,
        }
    }

    fn covering(
        &self,
        tx: &mut Tx,
        name: &str,
        exact: bool,
        now: Timestamp,
    ) -> Result<Option<Shown>, AwsError> {
        if let Some(own) = newest(tx, name, now)? {
            return Ok(Some(own));
        }
        match name.split_once('.') {
            Some((_, above)) if !exact => newest(tx, &format!("*.{above}"), now),
            _ => Ok(None),
        }
    }
}

/// The newest of those of a name that is not over.
fn newest(tx: &mut Tx, name: &str, now: Timestamp) -> Result<Option<Shown>, AwsError> {
    let mut span = Span::prefix(name);
    loop {
        let rows = NAMES.scan(tx, GLOBAL, span.clone(), PIECE, false)?;
        for ((_, _, arn), entry) in &rows {
            if entry.until > now {
                if let Some(found) = shown(tx, arn, name, now)? {
                    return Ok(Some(found));
                }
            }
        }
        match rows.last() {
            Some((last, _)) if rows.len() == PIECE => span = span.after(last),
            _ => return Ok(None),
        }
    }
}

/// A node of old may have changed or deleted the certificate, and left the name.
fn shown(tx: &mut Tx, arn: &str, name: &str, now: Timestamp) -> Result<Option<Shown>, AwsError> {
    let unread = || AwsError::internal("a name of no certificate");
    let place = Arn::read(arn).ok_or_else(unread)?;
    let scope = Scope::new(place.partition, place.account, place.region);
    let id = place.resource.strip_prefix("certificate/");
    let id = id.ok_or_else(unread)?;
    let Some(found) = CERTIFICATES.get(tx, scope, id)? else {
        return Ok(None);
    };
    let covers = |(places, entry): (Vec<Place>, Entry)| {
        let names = places.iter().any(|(known, ..)| known == name);
        (names && entry.until > now).then_some(entry.until)
    };
    let Some(until) = entries(arn, Some(&found)).and_then(covers) else {
        return Ok(None);
    };
    let mut chain = Vec::new();
    for text in [found.body, found.chain].into_iter().flatten() {
        chain.extend(read_all(text.as_bytes(), CERTIFICATE).map_err(AwsError::internal)?);
    }
    Ok(Some(Shown {
        chain,
        private: row::private_of(tx, scope, id)?,
        until,
    }))
}

/// Brings in, once, what nodes of old issued.
pub fn complete() -> Reconciler {
    Reconciler {
        name: "acm knows certificates by their names",
        every: Duration::from_secs(60),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let store = &cloud.store;
    let is_done = store.read(|tx| COMPLETE.exists(tx, GLOBAL, &ONLY))?;
    if is_done || store.level() < LEVEL {
        return Ok(());
    }
    let mut after: Option<[String; 3]> = None;
    loop {
        let behind = after.as_ref().map(|[p, a, r]| Scope::new(p, a, r));
        match store.read(|tx| Scope::next(behind, tx))? {
            Some(place) => {
                of_scope(&cloud, &place).await?;
                after = Some(place);
            }
            None => break,
        }
    }
    let done = store.transact(|tx| COMPLETE.put(tx, GLOBAL, &ONLY, &Complete {}));
    Ok(done.await?)
}

async fn of_scope(cloud: &Cloud, place: &[String; 3]) -> Result<(), AwsError> {
    let [partition, account, region] = place;
    let scope = Scope::new(partition, account, region);
    let mut span = Span::all();
    loop {
        let piece = cloud.store.transact(|tx| {
            let rows = CERTIFICATES.scan(tx, scope, span.clone(), PIECE, false)?;
            for (id, row) in &rows {
                let arn = format!("arn:{partition}:acm:{region}:{account}:certificate/{id}");
                follow(tx, &arn, None, Some(row))?;
            }
            let last = rows.last().map(|(id, _)| id.clone());
            Ok::<_, AwsError>(last.filter(|_| rows.len() == PIECE))
        });
        match piece.await? {
            Some(last) => span = span.after(&last),
            None => return Ok(()),
        }
    }
}
