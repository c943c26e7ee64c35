//! The row of a bus. The default bus needs none: it is always there.

use crate::errors;
use crate::place::{DEFAULT, Place};
use haneul_pipeline::{AwsError, Cx, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static BUSES: Table<String, Bus> = Table::new("events_bus");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bus {
    pub name: String,
    pub description: Option<String>,
    pub dead_letter: Option<String>,
    pub policy: Option<String>,
    pub tags: Vec<(String, String)>,
    pub created: Option<Timestamp>,
    pub modified: Option<Timestamp>,
}

impl Stored for Bus {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, place: &Place) -> Result<Option<Bus>, AwsError> {
    let row = BUSES.get(cx.tx, place.scope(), &place.name)?;
    Ok(row.or_else(|| {
        place.is_default().then(|| Bus {
            name: DEFAULT.to_owned(),
            ..Bus::default()
        })
    }))
}

/// The bus, or that there is none.
pub fn open(cx: &mut Cx, place: &Place) -> Result<Bus, AwsError> {
    find(cx, place)?.ok_or_else(|| errors::no_bus(&place.name))
}

pub fn save(cx: &mut Cx, place: &Place, bus: &Bus) -> Result<(), AwsError> {
    Ok(BUSES.put(cx.tx, place.scope(), &place.name, bus)?)
}

/// Whom policies of buses may let in, for whoever watches over access.
pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let rows = BUSES.scan(tx, scope, Span::all(), usize::MAX, false)?;
    let shown = rows.into_iter().map(|(name, bus)| {
        let place = Place {
            partition: scope.partition.to_owned(),
            account: scope.account.to_owned(),
            region: scope.region.to_owned(),
            name,
        };
        Exposed {
            arn: place.arn(),
            kind: "AWS::Events::EventBus",
            owner: place.account,
            canonical_owner: None,
            policy: bus.policy,
            policy_kind: PolicyKind::Resource,
            shut_if_public: false,
        }
    });
    Ok(shown.collect())
}
