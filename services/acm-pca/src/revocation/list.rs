//! Revocation lists: written when an authority begins to issue, whenever something is revoked, and
//! again at half of their time.

use super::bucket::{Acting, call};
use super::place_of;
use crate::authority::{self, Authority, key, list_of};
use crate::certificate;
use crate::measure;
use crate::place::Place;
use futures_util::future::BoxFuture;
use haneul_certificate::{Revoked, key_id, revocation_list};
use haneul_pipeline::background::Errand;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::json;

/// The errand's name, and the timer's.
pub const WRITE: &str = "write-list";
pub const RENEW: &str = "renew-list";

/// Rows read at once.
const PIECE: usize = 500;

/// Between two tries at most, in seconds.
const LONGEST_PAUSE: i64 = 60;

/// A new beginning: the timers before it are void.
pub fn begin(cx: &mut Cx, place: &Place) -> Result<(), AwsError> {
    let Some(mut authority) = authority::find(cx, place)? else {
        return Ok(());
    };
    authority.renewals += 1;
    authority::save(cx, place, &authority)?;
    go_on(cx, place, &authority)
}

fn go_on(cx: &mut Cx, place: &Place, authority: &Authority) -> Result<(), AwsError> {
    let Some(list) = list_of(authority)? else {
        return Ok(());
    };
    order(cx, place)?;
    let days = list.expiration_in_days.unwrap_or(1);
    let at = cx.now() + SignedDuration::from_hours(12 * days);
    let id = format!("{}/list/{}", place.arn(cx), authority.renewals);
    let payload = json!({"id": place.id, "renewals": authority.renewals});
    cx.timer(at, &id, &format!("acm-pca/{RENEW}"), payload)
}

pub fn renew(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let place = Place {
        account: cx.account().to_owned(),
        id: timer.payload["id"].as_str().unwrap_or_default().to_owned(),
        certificate: None,
    };
    let found = authority::find(cx, &place)?;
    let same = |found: &Authority| Some(found.renewals) == timer.payload["renewals"].as_u64();
    match found.filter(same) {
        Some(authority) => go_on(cx, &place, &authority),
        None => Ok(()),
    }
}

/// Has the list written, if there is to be one.
pub fn order(cx: &mut Cx, place: &Place) -> Result<(), AwsError> {
    let Some(authority) = authority::find(cx, place)? else {
        return Ok(());
    };
    if list_of(&authority)?.is_none() {
        return Ok(());
    }
    let scope = place.scope(cx);
    let errand = Outgoing::errand(
        scope,
        ("acm-pca", WRITE),
        place.arn(cx),
        json!({"id": place.id}),
    );
    cx.send(&errand.pausing_at_most(LONGEST_PAUSE))
}

pub fn write(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("acm-pca", WRITE));
        let id = errand.call.input["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let Some(authority) = next(&errand, &id).await? else {
            return Ok(());
        };
        let (bucket, path, body, acl) = match make(&errand, &authority)? {
            Some(made) => made,
            None => return Ok(()),
        };
        let input = json!({
            "Bucket": bucket, "Key": path, "ACL": acl, "ContentType": "application/pkix-crl",
        });
        let acting = Acting {
            partition: &errand.call.partition,
            account: &errand.call.account,
            region: &errand.call.region,
            source: errand.call.source_arn.clone(),
        };
        let put = self::call(
            &errand.cloud,
            &acting,
            "PutObject",
            input,
            Some(body.into()),
        );
        match put.await {
            // Nobody's try would do better until somebody changes the bucket.
            Err(error) if !error.is_transient(haneul_model::model("s3")) => {
                tracing::warn!("the list of {id} cannot be written: {error}");
                measure::list(&errand, false);
                Ok(())
            }
            Err(error) => Err(error),
            Ok(()) => {
                measure::list(&errand, true);
                Ok(())
            }
        }
    })
}

/// Takes the number of the next list.
async fn next(errand: &Errand, id: &str) -> Result<Option<Authority>, AwsError> {
    let take = |cx: &mut Cx| {
        let place = Place {
            account: cx.account().to_owned(),
            id: id.to_owned(),
            certificate: None,
        };
        let Some(mut authority) = authority::find(cx, &place)? else {
            return Ok(None);
        };
        if authority.certificate.is_none() || list_of(&authority)?.is_none() {
            return Ok(None);
        }
        authority.list += 1;
        authority::save(cx, &place, &authority)?;
        Ok(Some(authority))
    };
    errand.transact(take).await
}

type Made = (String, String, Vec<u8>, &'static str);

fn make(errand: &Errand, authority: &Authority) -> Result<Option<Made>, AwsError> {
    let (Some(list), Some(facts)) = (list_of(authority)?, authority.facts()?) else {
        return Ok(None);
    };
    let now = errand.cloud.clock.now();
    let scope = errand.scope();
    let (mut revoked, mut after) = (Vec::new(), None::<String>);
    loop {
        let rows = errand.cloud.store.read(|tx| {
            let after = after.as_deref();
            let rows = certificate::revoked(tx, scope, &authority.id, after, PIECE)?;
            let mut found = Vec::new();
            for (serial, until) in rows {
                let row = certificate::find_of(tx, scope, &authority.id, &serial)?;
                found.push((serial, until, row.and_then(|row| row.reason())));
            }
            Ok::<_, AwsError>(found)
        })?;
        let finished = rows.len() < PIECE;
        after = rows.last().map(|(serial, ..)| serial.clone());
        for (serial, until, reason) in rows {
            let Some((at, reason)) = reason.filter(|_| until > now) else {
                continue;
            };
            revoked.push(Revoked {
                serial: hex::decode(serial).map_err(AwsError::internal)?,
                at,
                reason,
            });
        }
        if finished {
            break;
        }
    }
    let own = errand
        .cloud
        .store
        .read(|tx| key::of(tx, scope, &authority.id))?;
    let days = list.expiration_in_days.unwrap_or(1);
    let until = now + SignedDuration::from_hours(24 * days);
    let body = revocation_list(
        facts.subject,
        &key_id(&facts.public),
        &revoked,
        (now, until, authority.list),
        &own,
        key::signing(authority)?,
    );
    let (bucket, path) = place_of(&list, &authority.id);
    let acl = match list.s3_object_acl.as_deref() {
        Some("BUCKET_OWNER_FULL_CONTROL") => "bucket-owner-full-control",
        _ => "public-read",
    };
    Ok(Some((bucket, path, body.map_err(AwsError::internal)?, acl)))
}
