//! Buses and rules by their names and ARNs.

use crate::errors;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::Scope;

pub const DEFAULT: &str = "default";

/// A bus: whose it is, where, and its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub partition: String,
    pub account: String,
    pub region: String,
    pub name: String,
}

impl Place {
    /// By its name, which is the caller's own, or its ARN.
    pub fn of(cx: &Cx, named: Option<&str>) -> Place {
        let named = named.unwrap_or(DEFAULT);
        // What lies in another partition is nobody's here.
        let by_arn = Place::of_arn(named).filter(|place| place.partition == cx.partition());
        by_arn.unwrap_or_else(|| Place {
            partition: cx.partition().to_owned(),
            account: cx.account().to_owned(),
            region: cx.region().to_owned(),
            name: named.to_owned(),
        })
    }

    pub fn of_arn(arn: &str) -> Option<Place> {
        let arn = Arn::read(arn).filter(|arn| arn.service == "events")?;
        let name = arn.resource.strip_prefix("event-bus/")?;
        Some(Place {
            partition: arn.partition.to_owned(),
            account: arn.account.to_owned(),
            region: arn.region.to_owned(),
            name: name.to_owned(),
        })
    }

    /// For what only the bus's own account does.
    pub fn own(cx: &Cx, named: Option<&str>) -> Result<Place, AwsError> {
        let place = Place::of(cx, named);
        if place.account != cx.account() {
            return Err(AwsError::not_implemented(
                "EventBridge rules on buses of other accounts",
            ));
        }
        match place.region == cx.region() && place.partition == cx.partition() {
            true => Ok(place),
            false => Err(errors::no_bus(&place.name)),
        }
    }

    pub fn scope(&self) -> Scope<'_> {
        Scope::new(&self.partition, &self.account, &self.region)
    }

    pub fn is_default(&self) -> bool {
        self.name == DEFAULT
    }

    pub fn arn(&self) -> String {
        self.resource(&format!("event-bus/{}", self.name))
    }

    pub fn rule_arn(&self, rule: &str) -> String {
        match self.is_default() {
            true => self.resource(&format!("rule/{rule}")),
            false => self.resource(&format!("rule/{}/{rule}", self.name)),
        }
    }

    pub fn resource(&self, rest: &str) -> String {
        let (partition, region, account) = (&self.partition, &self.region, &self.account);
        format!("arn:{partition}:events:{region}:{account}:{rest}")
    }
}
