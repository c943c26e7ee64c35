//! A delete marker's replica.

use crate::bucket;
use crate::object::still_there;
use crate::object::{Marker, version_order, versions};
use crate::shapes::DeleteObjectRequest;
use crate::{errors, notification};
use haneul_pipeline::{AwsError, Edge};
use jiff::Timestamp;

pub async fn mark(edge: &Edge, input: &DeleteObjectRequest) -> Result<(), AwsError> {
    let to = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    if !to.keeps_versions() {
        return Err(errors::invalid_request(
            "Destination bucket must have versioning enabled.",
        ));
    }
    let id = input.version_id.as_deref().unwrap_or_default();
    let order = version_order(id).ok_or_else(|| AwsError::internal("a marker without its id"))?;
    // Orders are moments.
    let modified = Timestamp::from_microsecond(order).map_or(edge.call.now, crate::seconds);
    let marker = Marker {
        version: Some(id.to_owned()),
        order,
        modified,
    };
    edge.transact(|cx| {
        let to = still_there(cx, &to)?;
        versions::mark_replica(cx, &to, &input.key, &marker)?;
        let name = "s3:ObjectRemoved:DeleteMarkerCreated";
        notification::gone(cx, &to, &input.key, name, marker.version.clone(), order)
    })
    .await
}
