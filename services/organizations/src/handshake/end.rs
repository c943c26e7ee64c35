//! No from either side.
//!
//! Operations: DeclineHandshake, CancelHandshake

use super::row::{self, State};
use crate::shapes::*;
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn decline_handshake(
    cx: &mut Cx,
    input: DeclineHandshakeRequest,
) -> Result<DeclineHandshakeResponse, AwsError> {
    let mut handshake = row::received(cx, &input.handshake_id)?;
    row::finish(cx, &mut handshake, State::Declined)?;
    Ok(DeclineHandshakeResponse {
        handshake: Some(row::shown(cx, &handshake)?),
    })
}

pub fn cancel_handshake(
    cx: &mut Cx,
    input: CancelHandshakeRequest,
) -> Result<CancelHandshakeResponse, AwsError> {
    let organization = access::managing(cx)?;
    let found = row::look(cx, &input.handshake_id)?;
    let sent = found.filter(|handshake| handshake.organization == organization.id);
    let mut handshake = sent.ok_or_else(errors::no_handshake)?;
    row::finish(cx, &mut handshake, State::Canceled)?;
    Ok(CancelHandshakeResponse {
        handshake: Some(row::shown(cx, &handshake)?),
    })
}
