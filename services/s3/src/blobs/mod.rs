//! Where the bytes of large objects are, who needs them still, and how they go.
//!
//! Every blob of S3's has a row while an object or a part refers to it. What replaces or deletes
//! an object writes its blobs onto a list in the same transaction; they are removed after the
//! commit, and not before those who read them are done.

mod collect;
mod orphans;
mod pins;

pub use collect::{after_commit, discard};
pub use pins::{Pin, pin};

use haneul_blob::{BlobId, Placement};
use haneul_pipeline::{AwsError, Reconciler};
use haneul_runtime::Random;
use haneul_store::{Scope, Stored, Table, Tx};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Which blobs are in use; the value says by what, for whoever has to look.
static LIVE: Table<String, Live> = Table::new("s3_blob");

pub(crate) const GLOBAL: Scope<'static> = Scope {
    partition: "",
    account: "",
    region: "",
};

/// The last bytes of every id made here: other services keep blobs in the same place.
const MARK: [u8; 2] = *b"s3";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Live {
    pub bucket: String,
    pub key: String,
}

impl Stored for Live {
    const VERSION: u32 = 1;
}

pub fn new_id(random: &Random, placement: Placement) -> BlobId {
    BlobId::new(random.bytes(), MARK, placement)
}

/// Says, in the transaction that begins to refer to a blob, that it is needed.
pub fn claim(tx: &mut Tx, id: &str, bucket: &str, key: &str) -> Result<(), AwsError> {
    let live = Live {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    };
    Ok(LIVE.insert(tx, GLOBAL, id, &live)?)
}

pub fn parse(id: &str) -> Result<BlobId, AwsError> {
    id.parse()
        .map_err(|_| AwsError::internal(format_args!("blob id {id}")))
}

pub fn reconcilers() -> Vec<Reconciler> {
    vec![
        Reconciler {
            name: "s3: remove replaced bytes",
            every: Duration::from_secs(60),
            run: |cloud| Box::pin(async move { collect::sweep(&cloud).await }),
        },
        Reconciler {
            name: "s3: end uploads of deleted buckets",
            every: Duration::from_secs(60),
            run: |cloud| Box::pin(async move { crate::multipart::sweep(&cloud).await }),
        },
        Reconciler {
            name: "s3: find orphaned bytes",
            every: Duration::from_secs(6 * 3600),
            run: |cloud| Box::pin(async move { orphans::remove(&cloud).await }),
        },
    ]
}
