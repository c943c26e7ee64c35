//! RemoveTargets: ids that are not there fail by themselves.

use crate::place::Place;
use crate::rule;
use crate::shapes::{RemoveTargetsRequest, RemoveTargetsResponse, RemoveTargetsResultEntry};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: RemoveTargetsRequest) -> Result<RemoveTargetsResponse, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let mut rule = rule::open(cx, &place, &input.rule)?;
    let mut failed = Vec::new();
    for id in input.ids {
        let before = rule.targets.len();
        rule.targets.retain(|target| target.id != id);
        if rule.targets.len() == before {
            failed.push(RemoveTargetsResultEntry {
                error_code: Some("ResourceNotFoundException".to_owned()),
                error_message: Some(format!(
                    "Rule {} does not have a target with the Id {id}.",
                    rule.name
                )),
                target_id: Some(id),
            });
        }
    }
    rule::row::save(cx, &place, &rule)?;
    Ok(RemoveTargetsResponse {
        failed_entry_count: Some(failed.len() as i64),
        failed_entries: Some(failed),
    })
}
