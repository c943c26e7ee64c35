//! Who is calling: the signature, the key, the session, and the age of the request.

use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::credentials::{self, Credential, Status};
use crate::error::AwsError;
use haneul_runtime::{Clock, host};
use haneul_signature::{
    Claim, ErrorStyle, Place, RequestParts, Seed, SignatureError, format_amz_date,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Requests may be this much older or newer than now.
const SKEW: SignedDuration = SignedDuration::from_mins(15);
/// The account of keys that nobody issued, as other emulators have it.
const UNKNOWN_KEYS_ACCOUNT: &str = "000000000000";

pub(crate) struct Authenticated {
    pub caller: Arc<Caller>,
    /// `None` where nothing could be verified: unsigned requests and unknown keys.
    pub seed: Option<Seed>,
}

/// What stands in the caller cache.
type Known = (u64, Option<Holder>);

/// A key and who calls with it.
pub(crate) type Holder = Arc<(Credential, Arc<Caller>)>;

pub(crate) struct CallerCache(quick_cache::sync::Cache<String, Known>);

impl Default for CallerCache {
    fn default() -> Self {
        Self(quick_cache::sync::Cache::new(4_096))
    }
}

impl CallerCache {
    /// The holder of a key, read again whenever any key was changed.
    pub fn find(&self, cloud: &Cloud, access_key: &str) -> Result<Option<Holder>, AwsError> {
        let version = credentials::version(&cloud.store);
        if let Some((cached, found)) = self.0.get(access_key) {
            if cached == version {
                return Ok(found);
            }
        }
        let (found, seen) = cloud.store.read(|tx| {
            let found = credentials::find(tx, access_key)?;
            Ok::<_, AwsError>((found, tx.version()))
        })?;
        let found = found.map(|credential| {
            let caller = Arc::new(credential.caller());
            Arc::new((credential, caller))
        });
        // Only what a snapshot at this version or later showed may be kept under it: otherwise a key
        // that is being removed could be kept as it was. Names of keys that nobody issued come from
        // anyone; they are not worth room.
        if found.is_some() && seen >= version {
            self.0
                .insert(access_key.to_owned(), (version, found.clone()));
        }
        Ok(found)
    }
}

/// `local`: the request may be one of ours ([`crate::Request::is_local`]).
pub(crate) fn authenticate(
    cloud: &Cloud,
    claim: Option<&Claim>,
    parts: &RequestParts,
    body_sha256: Option<&str>,
    local: bool,
) -> Result<Authenticated, Refusal> {
    let Some(claim) = claim else {
        return Ok(Authenticated {
            caller: Arc::new(Caller::anonymous("aws")),
            seed: None,
        });
    };
    check_region_set(claim)?;
    let region = claim.region.as_deref().unwrap_or("us-east-1");
    if !is_region(region) {
        return Err(SignatureError::WrongRegion {
            got: region.to_owned(),
            expected: "us-east-1".to_owned(),
        }
        .into());
    }
    let Some(found) = cloud.callers.find(cloud, &claim.access_key)? else {
        let caller = unknown(cloud, &claim.access_key, region, local)?;
        judge_time(cloud, claim)?;
        return Ok(Authenticated {
            caller: Arc::new(caller),
            seed: None,
        });
    };
    let (credential, caller) = &*found;
    if credential.status != Status::Active || credential.partition != partition_of(region) {
        return Err(SignatureError::UnknownAccessKey(claim.access_key.clone()).into());
    }
    check_session(&cloud.clock, credential, claim.session_token.as_deref())?;
    let keys = Some(&cloud.signing_keys);
    let seed = haneul_signature::verify(claim, parts, &credential.secret, keys, body_sha256)?;
    judge_time(cloud, claim)?;
    Ok(Authenticated {
        caller: caller.clone(),
        seed: Some(seed),
    })
}

/// A SigV4a signature holds in the Regions it lists; one that lists none holds nowhere.
fn check_region_set(claim: &Claim) -> Result<(), SignatureError> {
    match &claim.region_set {
        Some(set) if set.is_empty() => Err(SignatureError::WrongRegion {
            got: String::new(),
            expected: "us-east-1".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// A refusal is a signature's fault, or the store's.
pub(crate) enum Refusal {
    Signature(SignatureError),
    Other(AwsError),
}

impl From<SignatureError> for Refusal {
    fn from(error: SignatureError) -> Self {
        Refusal::Signature(error)
    }
}

impl From<AwsError> for Refusal {
    fn from(error: AwsError) -> Self {
        Refusal::Other(error)
    }
}

/// Keys that nobody issued are root of an account for whoever is on this machine. Temporary keys
/// are never taken for such: one that is not known has expired.
pub(crate) fn unknown(
    cloud: &Cloud,
    key: &str,
    region: &str,
    local: bool,
) -> Result<Caller, SignatureError> {
    if key.starts_with("ASIA") || cloud.settings.strict || !local {
        return Err(SignatureError::UnknownAccessKey(key.to_owned()));
    }
    let names_account = key.len() == 12 && key.bytes().all(|c| c.is_ascii_digit());
    let account = if names_account {
        key
    } else {
        UNKNOWN_KEYS_ACCOUNT
    };
    Ok(Caller::root(partition_of(region), account, key))
}

pub(crate) fn check_session(
    clock: &Clock,
    credential: &Credential,
    token: Option<&str>,
) -> Result<(), SignatureError> {
    let token = token.filter(|t| !t.is_empty());
    match (&credential.session, token) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(SignatureError::InvalidToken),
        (Some(_), None) => Err(SignatureError::UnknownAccessKey(
            credential.access_key.clone(),
        )),
        (Some(session), Some(token)) => {
            if !bool::from(session.token.as_bytes().ct_eq(token.as_bytes())) {
                return Err(SignatureError::InvalidToken);
            }
            if clock.now() >= session.expires {
                return Err(SignatureError::ExpiredToken);
            }
            Ok(())
        }
    }
}

/// Clients sign in host time and cannot know that the cloud's clock was moved: a date is good
/// when it is near either. A presigned URL ages in the cloud's time from when it was made.
fn judge_time(cloud: &Cloud, claim: &Claim) -> Result<(), SignatureError> {
    let clock = &cloud.clock;
    let (host, now) = (clock.host_now(), clock.now());
    let date = claim.request_date;
    if let (Place::Query, Some(seconds)) = (claim.place, claim.presigned_expires) {
        cloud.presigned.note(host);
        return judge_presigned(clock, date, seconds, host, now);
    }
    let nearest = if distance(date, host) <= distance(date, now) {
        host
    } else {
        now
    };
    if distance(date, nearest) <= SKEW {
        return Ok(());
    }
    let amz_date = claim.amz_date.clone();
    let now = format_amz_date(nearest);
    Err(if date < nearest {
        let limit = format_amz_date(nearest - SKEW);
        SignatureError::Expired {
            amz_date,
            limit,
            now,
        }
    } else {
        let limit = format_amz_date(nearest + SKEW);
        SignatureError::NotYetCurrent {
            amz_date,
            limit,
            now,
        }
    })
}

pub(crate) fn judge_presigned(
    clock: &Clock,
    date: Timestamp,
    seconds: u64,
    host: Timestamp,
    cloud: Timestamp,
) -> Result<(), SignatureError> {
    // Who signs ahead of the host by more than the skew signed in the cloud's moved time.
    let made = if date <= host + SKEW {
        clock.at_host(date)
    } else {
        date
    };
    if made > cloud + SKEW {
        return Err(SignatureError::NotYetCurrent {
            amz_date: format_amz_date(date),
            limit: format_amz_date(cloud + SKEW),
            now: format_amz_date(cloud),
        });
    }
    let lifetime = SignedDuration::from_secs(seconds.min(604_800) as i64);
    if cloud.duration_since(made) > lifetime {
        return Err(SignatureError::PresignedExpired);
    }
    Ok(())
}

fn distance(a: Timestamp, b: Timestamp) -> SignedDuration {
    a.duration_since(b).abs()
}

/// Those that a Region's name may lead to.
pub const PARTITIONS: [&str; 6] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-eusc",
];

pub(crate) fn partition_of(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        r if r.starts_with("us-iso-") => "aws-iso",
        r if r.starts_with("us-isob-") => "aws-iso-b",
        r if r.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

/// The form of a Region's name, such as `ap-northeast-2`.
fn is_region(name: &str) -> bool {
    let mut parts = name.split('-').rev();
    let number = parts.next().unwrap_or_default();
    let words: Vec<&str> = parts.collect();
    (1..=2).contains(&number.len())
        && number.bytes().all(|c| c.is_ascii_digit())
        && (2..=3).contains(&words.len())
        && words
            .iter()
            .all(|w| !w.is_empty() && w.len() <= 10 && w.bytes().all(|c| c.is_ascii_lowercase()))
}

/// The answer for a signature's fault, in the words of the service's kind.
pub(crate) fn signature_error(error: &SignatureError, style: ErrorStyle) -> AwsError {
    let (code, status) = error.code(style);
    let mut answer = AwsError::new(code, error.message(style)).status(status);
    if style == ErrorStyle::S3 {
        for (name, value) in error.s3_details() {
            answer = answer.detail(name, value);
        }
    }
    answer
}

/// Whether presigned URLs are in use. Their dates are whole seconds, so one made in the very second
/// of a jump of the clock does not tell which side it was made on: it is taken as made before. Who
/// moves the clock of a cloud that sees such URLs is held until that second is over, so that what
/// they sign next is told apart.
#[derive(Default)]
pub struct Presigned(AtomicI64);

impl Presigned {
    const RECENT_SECONDS: i64 = 600;

    pub(crate) fn note(&self, host: Timestamp) {
        self.0.store(host.as_second(), Ordering::Relaxed);
    }

    /// Waits out the host's current second where it matters.
    pub async fn settle(&self) {
        let now = host::now();
        if now.as_second() - self.0.load(Ordering::Relaxed) < Self::RECENT_SECONDS {
            let left = 1_000_000_000 - now.subsec_nanosecond().rem_euclid(1_000_000_000);
            host::pause(Duration::from_nanos(left.unsigned_abs().into())).await;
        }
    }
}
