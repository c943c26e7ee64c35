//! A handshake as it is stored, and as it is shown.

use crate::account::profile;
use crate::organization::row::{self as organizations, feature_set};
use crate::tag::Tags;
use crate::{errors, limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer;
use haneul_store::{Index, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// By id.
static HANDSHAKES: Table<String, Handshake> =
    Table::new("organizations_handshake").with_indexes(&[
        Index::new("organization", |_, h: &Handshake| {
            vec![key_bytes(&h.organization)]
        }),
        Index::new("target", |_, h: &Handshake| {
            vec![key_bytes(&h.target.key())]
        }),
    ]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handshake {
    pub id: String,
    pub organization: String,
    pub management: String,
    pub target: Target,
    pub notes: Option<String>,
    pub tags: Tags,
    pub state: State,
    pub requested: Timestamp,
    pub expires: Timestamp,
}

/// Whom an invitation is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    Account(String),
    Email(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Open,
    Canceled,
    Accepted,
    Declined,
    Expired,
}

impl Stored for Handshake {
    const VERSION: u32 = 1;
}

impl Target {
    pub fn key(&self) -> String {
        match self {
            Target::Account(id) => id.clone(),
            Target::Email(email) => email.to_ascii_lowercase(),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Target::Account(_) => "ACCOUNT",
            Target::Email(_) => "EMAIL",
        }
    }
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "OPEN",
            State::Canceled => "CANCELED",
            State::Accepted => "ACCEPTED",
            State::Declined => "DECLINED",
            State::Expired => "EXPIRED",
        }
    }
}

pub fn look(cx: &mut Cx, id: &str) -> Result<Option<Handshake>, AwsError> {
    let scope = cx.partition_scope();
    Ok(HANDSHAKES.get(cx.tx, scope, id)?)
}

/// Whether the caller's account is the one invited.
pub fn is_for_caller(cx: &mut Cx, handshake: &Handshake) -> Result<bool, AwsError> {
    let account = cx.account().to_owned();
    let email = profile::find(cx, &account)?.email;
    Ok(match &handshake.target {
        Target::Account(id) => *id == account,
        Target::Email(to) => to.eq_ignore_ascii_case(&email),
    })
}

/// An invitation to the caller's account.
pub fn received(cx: &mut Cx, id: &str) -> Result<Handshake, AwsError> {
    let found = look(cx, id)?.ok_or_else(errors::no_handshake)?;
    match is_for_caller(cx, &found)? {
        true => Ok(found),
        false => Err(errors::no_handshake()),
    }
}

pub fn save(cx: &mut Cx, handshake: &Handshake) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    Ok(HANDSHAKES.put(cx.tx, scope, &handshake.id, handshake)?)
}

pub fn remove(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    HANDSHAKES.delete(cx.tx, scope, id)?;
    Ok(())
}

pub fn of_organization(cx: &mut Cx, organization: &str) -> Result<Vec<Handshake>, AwsError> {
    by(cx, "organization", organization)
}

/// By an account's number or address.
pub fn of_target(cx: &mut Cx, target: &str) -> Result<Vec<Handshake>, AwsError> {
    by(cx, "target", &target.to_ascii_lowercase())
}

fn by(cx: &mut Cx, index: &str, key: &str) -> Result<Vec<Handshake>, AwsError> {
    let scope = cx.partition_scope();
    let rows = HANDSHAKES.by_index(cx.tx, scope, index, &key_bytes(key), usize::MAX)?;
    Ok(rows.into_iter().map(|(_, handshake)| handshake).collect())
}

pub fn clear(cx: &mut Cx, organization: &str) -> Result<(), AwsError> {
    for handshake in of_organization(cx, organization)? {
        remove(cx, &handshake.id)?;
    }
    Ok(())
}

/// The end of a handshake; it is shown for a while still.
pub fn finish(cx: &mut Cx, handshake: &mut Handshake, state: State) -> Result<(), AwsError> {
    match handshake.state {
        State::Open => {}
        old if old == state => return Err(errors::handshake_already(state.word())),
        _ => return Err(errors::handshake_cannot()),
    }
    handshake.state = state;
    save(cx, handshake)?;
    timer::cancel(
        cx.tx,
        handshake.expires,
        &format!("{} expires", handshake.id),
    )?;
    let at = cx.now() + limits::HANDSHAKE_SHOWN;
    let id = format!("{} forgotten", handshake.id);
    cx.timer(at, &id, "organizations/forget", json!({"id": handshake.id}))
}

pub fn arn(cx: &Cx, handshake: &Handshake) -> String {
    let resource = format!(
        "handshake/{}/invite/{}",
        handshake.organization, handshake.id
    );
    crate::ids::arn(cx.partition(), &handshake.management, &resource)
}

pub fn shown(cx: &mut Cx, handshake: &Handshake) -> Result<shapes::Handshake, AwsError> {
    let party = |id: &str, kind: &str| shapes::HandshakeParty {
        id: id.to_owned(),
        r#type: kind.to_owned(),
    };
    let (to, kind) = match &handshake.target {
        Target::Account(id) | Target::Email(id) => (id.as_str(), handshake.target.word()),
    };
    let mut resources = vec![organization(cx, handshake)?, resource(kind, to)];
    if let Some(notes) = &handshake.notes {
        resources.push(resource("NOTES", notes));
    }
    Ok(shapes::Handshake {
        id: Some(handshake.id.clone()),
        arn: Some(arn(cx, handshake)),
        parties: Some(vec![
            party(
                handshake.organization.trim_start_matches("o-"),
                "ORGANIZATION",
            ),
            party(to, kind),
        ]),
        state: Some(handshake.state.word().to_owned()),
        requested_timestamp: Some(handshake.requested),
        expiration_timestamp: Some(handshake.expires),
        action: Some("INVITE".to_owned()),
        resources: Some(resources),
    })
}

fn organization(cx: &mut Cx, handshake: &Handshake) -> Result<shapes::HandshakeResource, AwsError> {
    let master = profile::find(cx, &handshake.management)?;
    let scope = cx.partition_scope();
    let found = organizations::find(cx.tx, scope, &handshake.organization)?;
    let mut inner = vec![
        resource("MASTER_EMAIL", &master.email),
        resource("MASTER_NAME", &master.name),
    ];
    if let Some(found) = found {
        inner.push(resource("ORGANIZATION_FEATURE_SET", feature_set(&found)));
    }
    Ok(shapes::HandshakeResource {
        resources: Some(inner),
        ..resource("ORGANIZATION", &handshake.organization)
    })
}

fn resource(kind: &str, value: &str) -> shapes::HandshakeResource {
    shapes::HandshakeResource {
        value: Some(value.to_owned()),
        r#type: Some(kind.to_owned()),
        resources: None,
    }
}
