//! InviteAccountToOrganization: an account by its number or its address.

use super::row::{self, Handshake, State, Target};
use crate::account::{profile, row as accounts};
use crate::ids::Kind;
use crate::shapes::{
    HandshakeParty, InviteAccountToOrganizationRequest, InviteAccountToOrganizationResponse,
};
use crate::{access, errors, ids, limits, tag};
use haneul_pipeline::{AwsError, Cx};
use serde_json::json;

pub fn run(
    cx: &mut Cx,
    input: InviteAccountToOrganizationRequest,
) -> Result<InviteAccountToOrganizationResponse, AwsError> {
    let organization = access::managing(cx)?;
    let tags = tag::first(input.tags)?;
    let target = target(input.target)?;
    let account = account_of(cx, &target)?;
    if let Some(account) = &account {
        check(cx, account)?;
    }
    let sent = row::of_organization(cx, &organization.id)?;
    let open = sent.iter().filter(|h| h.state == State::Open);
    for other in open.clone() {
        // An address is the same whatever its case, and the account's that has it.
        let same = other.target.key() == target.key()
            || account.is_some() && account == account_of(cx, &other.target)?;
        if same {
            return Err(errors::handshake_exists());
        }
    }
    let members = accounts::all(cx, &organization.id)?.len();
    if members + open.count() >= limits::ACCOUNTS {
        return Err(errors::handshake_constraint(
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            "You have exceeded the allowed number of AWS accounts.",
        ));
    }
    let now = cx.now();
    let handshake = Handshake {
        id: ids::new(cx, "h-", 10),
        organization: organization.id,
        management: organization.management,
        target,
        notes: input.notes,
        tags,
        state: State::Open,
        requested: now,
        expires: now + limits::HANDSHAKE,
    };
    row::save(cx, &handshake)?;
    let id = format!("{} expires", handshake.id);
    let payload = json!({"id": handshake.id});
    cx.timer(handshake.expires, &id, "organizations/expire", payload)?;
    Ok(InviteAccountToOrganizationResponse {
        handshake: Some(row::shown(cx, &handshake)?),
    })
}

fn target(party: HandshakeParty) -> Result<Target, AwsError> {
    match party.r#type.as_str() {
        "ACCOUNT" if Kind::of(&party.id) == Some(Kind::Account) => Ok(Target::Account(party.id)),
        "EMAIL" if party.id.contains('@') => Ok(Target::Email(party.id)),
        "EMAIL" => Err(errors::input(
            "INVALID_EMAIL_ADDRESS_TARGET",
            "You specified an invalid email address for the invited account owner.",
        )),
        "ACCOUNT" => Err(errors::input(
            "INVALID_PATTERN_TARGET_ID",
            "You provided a target ID that does not match the required pattern.",
        )),
        _ => Err(errors::input(
            "INVALID_PARTY_TYPE_TARGET",
            "You specified an invalid value for the party type of the target.",
        )),
    }
}

fn account_of(cx: &mut Cx, target: &Target) -> Result<Option<String>, AwsError> {
    match target {
        Target::Account(id) => Ok(Some(id.clone())),
        Target::Email(email) => profile::by_email(cx, email),
    }
}

fn check(cx: &mut Cx, account: &str) -> Result<(), AwsError> {
    if accounts::look(cx, account)?.is_some() {
        return Err(already_in_one());
    }
    match profile::find(cx, account)?.is_closed {
        true => Err(errors::handshake_constraint(
            "TARGET_ACCOUNT_VALIDATION_FAILURE",
            "The account that you invited is closed.",
        )),
        false => Ok(()),
    }
}

pub fn already_in_one() -> AwsError {
    errors::handshake_constraint(
        "ALREADY_IN_AN_ORGANIZATION",
        "The account is already a member of an organization.",
    )
}
