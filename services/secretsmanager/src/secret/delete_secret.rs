//! DeleteSecret: marked for a while, in which it can be restored; or at once.

use super::remove;
use super::row::{self, Deletion};
use crate::place::{self, Place};
use crate::shapes::{DeleteSecretRequest, DeleteSecretResponse};
use crate::{errors, limits, rotation};
use haneul_pipeline::{AwsError, Cx};
use jiff::{SignedDuration, Timestamp};

pub fn run(cx: &mut Cx, input: DeleteSecretRequest) -> Result<DeleteSecretResponse, AwsError> {
    let force = input.force_delete_without_recovery == Some(true);
    let days = window(input.recovery_window_in_days, force)?;
    let Some(mut found) = place::find(cx, &input.secret_id)? else {
        return match force {
            true => Ok(of_nothing(cx, &input.secret_id)),
            false => Err(errors::no_secret()),
        };
    };
    if found.secret.primary.is_some() {
        return Err(errors::replica());
    }
    if !found.secret.replicas.is_empty() {
        let regions = found.secret.replicas.iter().map(|r| r.region.as_str());
        let regions: Vec<&str> = regions.collect();
        return Err(errors::request(format!(
            "You can't delete secret {} that still has replica regions [{}]",
            found.secret.name,
            regions.join(", ")
        )));
    }
    let arn = found.arn(cx);
    let answer = |due: Timestamp, name: &str| DeleteSecretResponse {
        arn: Some(arn),
        name: Some(name.to_owned()),
        deletion_date: Some(due),
    };
    rotation::unwind(cx, &mut found)?;
    if force {
        row::erase(cx, &found, cx.region())?;
        return Ok(answer(cx.now(), &found.secret.name));
    }
    if found.secret.deletion.is_some() {
        return Err(errors::marked());
    }
    let due = cx.now() + SignedDuration::from_hours(days * 24);
    let asked = cx.now();
    found.secret.deletion = Some(Deletion { asked, due });
    row::save(cx, &found)?;
    remove::set_timer(cx, &found, due)?;
    Ok(answer(due, &found.secret.name))
}

fn window(days: Option<i64>, force: bool) -> Result<i64, AwsError> {
    if force && days.is_some() {
        return Err(errors::parameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        ));
    }
    let days = days.unwrap_or(limits::USUAL_WINDOW);
    match limits::WINDOW_DAYS.contains(&days) {
        true => Ok(days),
        false => Err(errors::parameter(
            "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        )),
    }
}

/// Whoever wants a secret gone for good is not told that there was none.
fn of_nothing(cx: &Cx, id: &str) -> DeleteSecretResponse {
    let name = Place::of(cx, id).map_or(id, |place| place.said);
    DeleteSecretResponse {
        arn: Some(cx.arn("secretsmanager", &format!("secret:{name}"))),
        name: Some(name.to_owned()),
        deletion_date: Some(cx.now()),
    }
}
