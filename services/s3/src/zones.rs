//! Where objects lie: in three Availability Zones of their bucket's Region, or in one, by their
//! class.

use crate::bucket::{self, Bucket};
use crate::object::{self, Content, Object};
use crate::storage_class::Class;
use crate::{errors, formats};
use haneul_blob::{Az, Placement, Region, Zone};
use haneul_pipeline::zones::{self, State, Stored};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::Random;
use haneul_store::{Scope, Tx};

/// Of a new object's bytes.
pub fn placement(random: &Random, bucket: &Bucket, class: Option<Class>) -> Placement {
    let region = Region::named(&bucket.region);
    match class {
        Some(Class::OnezoneIa) => {
            let zone = Zone::ALL[random.below(Zone::ALL.len() as u64) as usize];
            Placement::OneZone(Az { region, zone })
        }
        _ => Placement::Regional(region),
    }
}

/// What the bytes in an object's row are called.
fn name(bucket: &Bucket, key: &str, version: &str) -> String {
    format!("s3 {} {version} {key}", bucket.id)
}

/// Notes where the bytes in a new object's row lie.
pub fn place(cx: &mut Cx, object: &mut Object, placement: Placement) -> Result<(), AwsError> {
    if matches!(object.content, Content::Inline) && cx.tx.level() >= formats::LEVEL {
        object.placed = Some(zones::place(cx.tx, placement)?);
    }
    Ok(())
}

/// Whether the bytes in an object's row can be reached; blobs say so themselves.
pub fn check(cx: &mut Cx, bucket: &Bucket, key: &str, object: &Object) -> Result<(), AwsError> {
    let Some(placed) = &object.placed else {
        return Ok(());
    };
    if zones::are_whole(cx)? {
        return Ok(());
    }
    match zones::state(cx.tx, placed, &name(bucket, key, object.version_id()))? {
        State::Available => Ok(()),
        State::Failed => Err(errors::zones_failed()),
        State::Lost => Err(errors::lost(object.version_id())),
    }
}

/// An object's bytes are given up.
pub fn forget(cx: &mut Cx, bucket: &Bucket, key: &str, object: &Object) -> Result<(), AwsError> {
    match &object.placed {
        Some(_) => zones::forget(cx.tx, &name(bucket, key, object.version_id())),
        None => Ok(()),
    }
}

/// What there is of an object, by its ARN.
pub fn stored(
    tx: &mut Tx,
    arn: &str,
    version: Option<&str>,
) -> Result<Option<Vec<Stored>>, AwsError> {
    let mut parts = arn.splitn(6, ':');
    let (Some("arn"), Some(partition), Some("s3"), Some(""), Some(""), Some(path)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return Ok(None);
    };
    let Some((bucket, key)) = path.split_once('/') else {
        return Ok(None);
    };
    let Some(bucket) = bucket::look(tx, partition, bucket)? else {
        return Ok(None);
    };
    let scope = Scope::new(partition, &bucket.owner, &bucket.region);
    let Some(object) = object::find_in(tx, scope, &bucket, key, version)? else {
        return Ok(None);
    };
    let mut stored = Vec::new();
    if let Some(placed) = &object.placed {
        let name = name(&bucket, key, object.version_id());
        stored.push(Stored::Row(name, placed.clone()));
    }
    for piece in object::pieces_in(tx, scope, &bucket, key, &object)? {
        if let crate::body::Piece::Blob(id, _) = piece {
            stored.push(Stored::Blob(crate::blobs::parse(&id)?));
        }
    }
    Ok(Some(stored))
}
