//! How certificates come to their bodies, and how they come to new ones.

pub mod event;
pub mod private;
pub mod public;
pub mod watch;

use crate::certificate::{self, Certificate, Renewal, Status, read_body};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Outgoing;
use serde_json::json;

/// Between two tries at most, in seconds.
const LONGEST_PAUSE: i64 = 60;

fn errand(cx: &Cx, name: &str, id: &str) -> Outgoing {
    let input = json!({"id": id});
    let errand = Outgoing::errand(cx.scope(), ("acm", name), certificate::arn(cx, id), input);
    errand.pausing_at_most(LONGEST_PAUSE)
}

/// The certificate has a body now, or another one.
fn issued(cx: &mut Cx, mut row: Certificate, body: String, chain: String) -> Result<(), AwsError> {
    let facts = read_body(&body)?;
    let renewed = row.body.is_some();
    row.status = Status::Issued;
    row.body = Some(body);
    row.chain = Some(chain).filter(|chain| !chain.is_empty());
    row.from = Some(facts.from);
    row.until = Some(facts.until);
    row.issued = Some(cx.now());
    row.under_way = None;
    row.exported = false;
    row.edition += 1;
    if renewed {
        row.renewal = Some(Renewal {
            status: "SUCCESS".to_owned(),
            reason: None,
            at: cx.now(),
        });
    }
    certificate::to_next_key(cx, &row.id)?;
    certificate::save(cx, &row)?;
    watch::begin(cx, &row)?;
    event::available(cx, &row, if renewed { "RENEWAL" } else { "ISSUANCE" })
}

/// It has not come to one: a new certificate fails, an old one goes on until its end.
fn failed(cx: &mut Cx, mut row: Certificate, reason: &str) -> Result<(), AwsError> {
    row.under_way = None;
    match row.body.is_some() {
        true => {
            row.renewal = Some(Renewal {
                status: "FAILED".to_owned(),
                reason: Some(reason.to_owned()),
                at: cx.now(),
            });
        }
        false => {
            row.status = Status::Failed;
            row.failure = Some(reason.to_owned());
        }
    }
    certificate::save(cx, &row)
}
