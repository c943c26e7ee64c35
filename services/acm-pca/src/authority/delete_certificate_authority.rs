//! DeleteCertificateAuthority: it can be restored for some days.

use super::removal;
use super::row::{self, State};
use crate::shapes::{DeleteCertificateAuthorityOutput, DeleteCertificateAuthorityRequest};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;

pub fn run(
    cx: &mut Cx,
    input: DeleteCertificateAuthorityRequest,
) -> Result<DeleteCertificateAuthorityOutput, AwsError> {
    let arn = input.certificate_authority_arn;
    let (place, mut authority) = row::open(cx, &arn)?;
    if authority.status(cx.now())? == "ACTIVE" {
        return Err(errors::state(
            "The certificate authority must be disabled before it is deleted.",
        ));
    }
    let days = input.permanent_deletion_time_in_days;
    let days = days.unwrap_or(limits::RESTORABLE_DAYS);
    let until = cx.now() + SignedDuration::from_hours(24 * days);
    authority.deleted = Some((authority.state, until));
    authority.state = State::Deleted;
    authority.changed = cx.now();
    row::save(cx, &place, &authority)?;
    removal::at(cx, &arn, &place.id, until)?;
    Ok(DeleteCertificateAuthorityOutput::default())
}
