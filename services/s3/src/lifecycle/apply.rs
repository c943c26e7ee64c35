//! What a rule does to one thing, in a transaction, if it is still to be done. The call's time is
//! the moment it fell due, so what follows from it is counted from there.

use super::rule::{Action, Lifecycle};
use crate::bucket::Bucket;
use crate::logging;
use crate::multipart;
use crate::notification::{self, Event};
use crate::object::{self, Object, versions};
use crate::storage_class::{Class, Storage};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use std::sync::Arc;

const EXPIRED: &str = "s3:LifecycleExpiration:Delete";
const MARKED: &str = "s3:LifecycleExpiration:DeleteMarkerCreated";
const MOVED: &str = "s3:LifecycleTransition";

/// The bucket and its rules as they are in the transaction.
pub struct Place<'p> {
    pub bucket: &'p Bucket,
    pub lifecycle: &'p Lifecycle,
    /// The real moment; the call's is the one that the work fell due.
    pub now: Timestamp,
}

impl Place<'_> {
    pub fn current(
        &self,
        cx: &mut Cx,
        key: &str,
        gone: &mut Vec<String>,
    ) -> Result<bool, AwsError> {
        let bucket = self.bucket;
        let Some(mut object) = object::get(cx, bucket, key)? else {
            return Ok(false);
        };
        match self.lifecycle.current(key, &object, self.now) {
            None => return Ok(false),
            Some(Action::Expire(_)) if bucket.is_unversioned() => {
                self.expire(cx, key, object::NULL, gone)?;
            }
            // The null version would be replaced for good.
            Some(Action::Expire(_)) if self.is_held(&object) && !bucket.keeps_versions() => {
                return Ok(false);
            }
            Some(Action::Expire(_)) => {
                let marker = versions::mark(cx, bucket, key, gone)?;
                let id = Some(object::shown_version(&marker.version).to_owned());
                logging::note(cx, bucket, logging::MARKED, key, id.as_deref())?;
                notification::gone(cx, bucket, key, MARKED, id, marker.order)?;
            }
            Some(Action::Move(class, _)) => {
                Arc::make_mut(&mut object).storage = moved(cx, class);
                object::amend(cx, bucket, key, &object)?;
                let version = Some(object.version_id());
                logging::note(cx, bucket, logging::moved(class), key, version)?;
                notification::tell(cx, bucket, &Event::of(MOVED, bucket, key, &object))?;
            }
        }
        Ok(true)
    }

    /// Removes a version, and says so.
    fn expire(
        &self,
        cx: &mut Cx,
        key: &str,
        version: &str,
        gone: &mut Vec<String>,
    ) -> Result<(), AwsError> {
        let Some(order) = versions::remove(cx, self.bucket, key, version, gone)? else {
            return Ok(());
        };
        let order = notification::removal(cx, order);
        logging::note(cx, self.bucket, logging::EXPIRED, key, Some(version))?;
        let version = Some(version.to_owned());
        notification::gone(cx, self.bucket, key, EXPIRED, version, order)
    }

    pub fn noncurrent(
        &self,
        cx: &mut Cx,
        key: &str,
        order: i64,
        gone: &mut Vec<String>,
    ) -> Result<bool, AwsError> {
        let bucket = self.bucket;
        let Some(found) = versions::noncurrent(cx, bucket, key, order)? else {
            return Ok(false);
        };
        let mut object = match found.version {
            versions::Version::Object { object, .. } => object,
            versions::Version::Marker(marker) => {
                let due = self
                    .lifecycle
                    .noncurrent_marker(key, found.since, found.newer);
                if due.is_none_or(|due| due > self.now) {
                    return Ok(false);
                }
                let id = object::shown_version(&marker.version);
                self.expire(cx, key, id, gone)?;
                return Ok(true);
            }
        };
        let due = self
            .lifecycle
            .noncurrent(key, &object, found.since, found.newer, self.now);
        match due {
            None => return Ok(false),
            Some(Action::Expire(_)) if self.is_held(&object) => return Ok(false),
            Some(Action::Expire(_)) => {
                self.expire(cx, key, object.version_id(), gone)?;
            }
            Some(Action::Move(class, _)) => {
                object.storage = moved(cx, class);
                object::amend(cx, bucket, key, &object)?;
                let version = Some(object.version_id());
                logging::note(cx, bucket, logging::moved(class), key, version)?;
                notification::tell(cx, bucket, &Event::of(MOVED, bucket, key, &object))?;
            }
        }
        Ok(true)
    }

    /// A marker goes that hides nothing.
    pub fn lone_marker(
        &self,
        cx: &mut Cx,
        key: &str,
        gone: &mut Vec<String>,
    ) -> Result<bool, AwsError> {
        let Some(marker) = versions::lone_marker(cx, self.bucket, key)? else {
            return Ok(false);
        };
        let due = self.lifecycle.lone_marker(key, marker.modified);
        if due.is_none_or(|due| due > self.now) {
            return Ok(false);
        }
        let id = object::shown_version(&marker.version);
        self.expire(cx, key, id, gone)?;
        Ok(true)
    }

    pub fn upload(
        &self,
        cx: &mut Cx,
        key: &str,
        id: &str,
        gone: &mut Vec<String>,
    ) -> Result<bool, AwsError> {
        let Some(upload) = multipart::get(cx, self.bucket, key, id)? else {
            return Ok(false);
        };
        let due = self.lifecycle.abort(key, upload.initiated);
        if due.is_none_or(|(due, _)| due > self.now) {
            return Ok(false);
        }
        let scope = self.bucket.scope(cx);
        let place = (self.bucket.id.as_str(), key, id);
        multipart::remove(cx.tx, scope, &place, |_| false, gone)?;
        logging::note(cx, self.bucket, logging::ABORTED, key, None)?;
        Ok(true)
    }

    fn is_held(&self, object: &Object) -> bool {
        object.lock.holds(self.now)
    }
}

/// In its new class it begins anew.
fn moved(cx: &Cx, class: Class) -> Storage {
    Storage {
        accessed: (class == Class::IntelligentTiering).then(|| cx.now()),
        ..Storage::of(Some(class))
    }
}
