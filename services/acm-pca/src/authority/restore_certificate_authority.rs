//! RestoreCertificateAuthority: what is deleted comes back as it was, and does not issue.

use super::row::{self, State};
use crate::errors;
use crate::shapes::{RestoreCertificateAuthorityOutput, RestoreCertificateAuthorityRequest};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer;

pub fn run(
    cx: &mut Cx,
    input: RestoreCertificateAuthorityRequest,
) -> Result<RestoreCertificateAuthorityOutput, AwsError> {
    let arn = input.certificate_authority_arn;
    let (place, mut authority) = row::open_any(cx, &arn)?;
    let (before, until) = match (authority.state, authority.deleted.take()) {
        (State::Deleted, Some(deleted)) if deleted.1 > cx.now() => deleted,
        _ => {
            return Err(errors::state(
                "The certificate authority must be in the DELETED state to be restored.",
            ));
        }
    };
    timer::cancel(cx.tx, until, &arn)?;
    authority.state = match before {
        State::Active => State::Disabled,
        other => other,
    };
    authority.changed = cx.now();
    row::save(cx, &place, &authority)?;
    Ok(RestoreCertificateAuthorityOutput::default())
}
