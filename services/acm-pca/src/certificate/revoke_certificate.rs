//! RevokeCertificate.

use super::row;
use crate::revocation::list;
use crate::shapes::{RevokeCertificateOutput, RevokeCertificateRequest};
use crate::{authority, errors};
use authority::State;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RevokeCertificateRequest,
) -> Result<RevokeCertificateOutput, AwsError> {
    let (place, authority) = authority::open(cx, &input.certificate_authority_arn)?;
    if !matches!(authority.state, State::Active | State::Disabled) {
        return Err(errors::state(
            "The certificate authority is not in a valid state for revoking certificates",
        ));
    }
    let said = input.certificate_serial.to_ascii_lowercase();
    let serial: String = said.chars().filter(|c| *c != ':').collect();
    if serial.is_empty() || !serial.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(errors::bad_request(
            "The serial number must be in hexadecimal digits.",
        ));
    }
    let mut found = row::open(cx, &place, &serial)?;
    let own = authority.facts()?;
    if own.is_some_and(|own| hex::encode(own.serial) == serial) {
        return Err(errors::bad_request(
            "Self-signed certificate can not be revoked",
        ));
    }
    if found.revoked.is_some() {
        return Err(errors::processed());
    }
    found.revoked = Some((cx.now(), input.revocation_reason));
    row::save(cx, &place, &found)?;
    list::order(cx, &place)?;
    Ok(RevokeCertificateOutput::default())
}
