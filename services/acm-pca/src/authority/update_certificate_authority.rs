//! UpdateCertificateAuthority: its revocation, and whether it issues.

use super::configuration;
use super::row::{self, State};
use crate::revocation::{bucket, list};
use crate::shapes::{UpdateCertificateAuthorityOutput, UpdateCertificateAuthorityRequest};
use crate::{errors, said};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: UpdateCertificateAuthorityRequest,
) -> Result<UpdateCertificateAuthorityOutput, AwsError> {
    edge.read(|cx| row::open(cx, &input.certificate_authority_arn).map(drop))?;
    if let Some(revocation) = &input.revocation_configuration {
        configuration::check_revocation(revocation)?;
        bucket::check(&edge, revocation).await?;
    }
    edge.transact(|cx| update(cx, &input)).await?;
    Ok(UpdateCertificateAuthorityOutput::default())
}

fn update(cx: &mut Cx, input: &UpdateCertificateAuthorityRequest) -> Result<(), AwsError> {
    let (place, mut authority) = row::open(cx, &input.certificate_authority_arn)?;
    if !matches!(authority.state, State::Active | State::Disabled) {
        return Err(errors::state(
            "The certificate authority must be in the ACTIVE or DISABLED state to be updated.",
        ));
    }
    if let Some(status) = input.status.as_deref() {
        let state = match status {
            "ACTIVE" => State::Active,
            "DISABLED" => State::Disabled,
            _ => {
                return Err(errors::arguments(
                    "The status can be changed to ACTIVE or DISABLED only.",
                ));
            }
        };
        if authority.state != state {
            authority.state = state;
            authority.changed = cx.now();
        }
    }
    let changed = input.revocation_configuration.is_some();
    if let Some(revocation) = input.revocation_configuration.clone() {
        authority.revocation = Some(said::keep(revocation));
    }
    row::save(cx, &place, &authority)?;
    match changed {
        true => list::begin(cx, &place),
        false => Ok(()),
    }
}
