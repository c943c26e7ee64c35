//! S3ReplicateObject: an object that was there before its bucket's rules is sent where they lead, and
//! one whose copy failed is sent again. It is no operation of S3's that a call could name, so the worker
//! asks for the permission itself.

use super::manifest::Target;
use super::work::Actor;
use crate::bucket;
use crate::checks;
use crate::object::{self, Lookup};
use crate::{errors, replication};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

pub async fn run(actor: &Actor<'_>, target: &Target) -> Result<(), AwsError> {
    let call = actor.as_call("ReplicateObject");
    let change = |tx: &mut haneul_store::Tx| {
        let cx = &mut Cx::new(tx, &call, actor.cloud);
        replicate(cx, target)
    };
    actor.cloud.store.transact(change).await
}

fn replicate(cx: &mut Cx, target: &Target) -> Result<(), AwsError> {
    let bucket = bucket::open(cx, &target.bucket)?;
    let check = checks::initiate_replication(cx, &bucket, &target.key);
    if let Some(denial) = cx.ask(check)? {
        return Err(checks::denied(cx.call, denial));
    }
    let version = target.version.as_deref();
    let Lookup::Object(mut object) = object::find(cx, &bucket, &target.key, version)? else {
        return Err(errors::no_such_key(&target.key));
    };
    if object
        .replication
        .as_ref()
        .is_some_and(|r| r.shown() == "REPLICA")
    {
        return Err(errors::invalid_request(
            "Replicas are not replicated again.",
        ));
    }
    replication::begin(cx, &bucket, &target.key, Arc::make_mut(&mut object))?;
    match object.replication.is_some() {
        true => object::amend(cx, &bucket, &target.key, &object),
        false => Err(errors::invalid_request(
            "No rule of the bucket's replication configuration applies to the object.",
        )),
    }
}
