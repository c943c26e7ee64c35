//! DeleteApplication: of one that has nothing any longer.

use super::row::{self, APPLICATIONS};
use crate::{environment, errors, profile, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteApplicationRequest,
) -> Result<shapes::DeleteApplicationOutput, AwsError> {
    let application = row::open(cx, &input.application_id)?;
    let kept = [
        ("environments", environment::count(cx, &application.id)?),
        (
            "configuration profiles",
            profile::count(cx, &application.id)?,
        ),
    ];
    if let Some((what, count)) = kept.into_iter().find(|(_, count)| *count > 0) {
        return Err(errors::bad(format!(
            "Cannot delete application {}: it has {count} {what}.",
            application.id
        )));
    }
    APPLICATIONS.delete(cx.tx, cx.scope(), &application.id)?;
    Ok(shapes::DeleteApplicationOutput::default())
}
