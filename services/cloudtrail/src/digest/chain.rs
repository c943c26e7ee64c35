//! The chain of a trail's digests in one account and Region: its end, and what comes next.

use haneul_pipeline::AwsError;
use haneul_pipeline::trail::Trail;
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Files that no digest has yet: trail, account and Region, moment, object.
static FILES: Table<(String, String, i64, String), LogFile> = Table::new("cloudtrail_log_file");

/// By trail, account and Region.
static ENDS: Table<(String, String, String), End> = Table::new("cloudtrail_digest");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogFile {
    pub bucket: String,
    pub key: String,
    pub hash: String,
    pub newest: Timestamp,
    pub oldest: Timestamp,
}

/// The last digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct End {
    pub until: Timestamp,
    pub bucket: String,
    pub key: String,
    pub hash: String,
    pub signature: String,
}

impl Stored for LogFile {
    const VERSION: u32 = 1;
}

impl Stored for End {
    const VERSION: u32 = 1;
}

/// Files in one digest at most; the others are in the next.
const MOST: usize = 1_000;

fn scope(trail: &Trail) -> Scope<'_> {
    Scope::new(&trail.partition, &trail.account, &trail.region)
}

/// A file was delivered.
pub fn note(
    tx: &mut Tx,
    trail: &Trail,
    place: (&str, &str),
    at: Timestamp,
    file: &LogFile,
) -> Result<(), AwsError> {
    let key = (
        trail.arn.as_str(),
        joined(place),
        at.as_microsecond(),
        file.key.as_str(),
    );
    Ok(FILES.put(tx, scope(trail), &key, file)?)
}

/// Account and Region as one part of a key.
fn joined((account, region): (&str, &str)) -> String {
    format!("{account} {region}")
}

/// Where the trail has files or digests.
pub fn places(tx: &mut Tx, trail: &Trail) -> Result<Vec<(String, String)>, AwsError> {
    let own = || Span::prefix(trail.arn.as_str());
    let files = FILES.scan(tx, scope(trail), own(), MOST, false)?;
    let ends = ENDS.scan(tx, scope(trail), own(), usize::MAX, false)?;
    let mut places: Vec<_> = ends.into_iter().map(|((_, a, r), _)| (a, r)).collect();
    let noted = files
        .iter()
        .filter_map(|((_, place, ..), _)| place.split_once(' '));
    places.extend(noted.map(|(account, region)| (account.to_owned(), region.to_owned())));
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

pub fn end(
    tx: &mut Tx,
    trail: &Trail,
    (account, region): (&str, &str),
) -> Result<Option<End>, AwsError> {
    let key = (trail.arn.as_str(), account, region);
    Ok(ENDS.get(tx, scope(trail), &key)?)
}

/// A file with its moment.
pub type Noted = (i64, LogFile);

pub fn files(tx: &mut Tx, trail: &Trail, place: (&str, &str)) -> Result<Vec<Noted>, AwsError> {
    let span = Span::prefix(&(trail.arn.as_str(), joined(place)));
    let rows = FILES.scan(tx, scope(trail), span, MOST, false)?;
    Ok(rows
        .into_iter()
        .map(|((.., at, _), file)| (at, file))
        .collect())
}

/// A digest of these files was delivered.
pub fn advance(
    tx: &mut Tx,
    trail: &Trail,
    (account, region): (&str, &str),
    files: &[Noted],
    end: &End,
) -> Result<(), AwsError> {
    for (at, file) in files {
        let key = (
            trail.arn.as_str(),
            joined((account, region)),
            *at,
            file.key.as_str(),
        );
        FILES.delete(tx, scope(trail), &key)?;
    }
    let key = (trail.arn.as_str(), account, region);
    Ok(ENDS.put(tx, scope(trail), &key, end)?)
}
