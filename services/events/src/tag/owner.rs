//! What an ARN names that has tags.

use crate::bus::{self, Bus};
use crate::place::Place;
use crate::rule::{self, Rule};
use crate::{bus as buses, errors, rule as rules};
use haneul_pipeline::{AwsError, Cx};

pub enum Owner {
    Bus(Place, Bus),
    Rule(Place, Rule),
}

/// `rule/name`, or `rule/bus/name`.
fn rule_of(arn: &str) -> Option<(Place, String)> {
    let (head, rest) = arn.split_once(":rule/")?;
    let (bus, name) = rest
        .rsplit_once('/')
        .unwrap_or((crate::place::DEFAULT, rest));
    let place = Place::of_arn(&format!("{head}:event-bus/{bus}"))?;
    Some((place, name.to_owned()))
}

pub fn open(cx: &mut Cx, arn: &str) -> Result<Owner, AwsError> {
    let here = |place: &Place, cx: &Cx| place.scope() == cx.scope();
    if let Some(place) = Place::of_arn(arn).filter(|place| here(place, cx)) {
        let bus = bus::open(cx, &place)?;
        return Ok(Owner::Bus(place, bus));
    }
    if let Some((place, name)) = rule_of(arn).filter(|(place, _)| here(place, cx)) {
        let rule = rule::open(cx, &place, &name)?;
        return Ok(Owner::Rule(place, rule));
    }
    Err(errors::not_found(format!("Resource {arn} does not exist.")))
}

impl Owner {
    pub fn tags(&mut self) -> &mut Vec<(String, String)> {
        match self {
            Owner::Bus(_, bus) => &mut bus.tags,
            Owner::Rule(_, rule) => &mut rule.tags,
        }
    }

    pub fn save(&self, cx: &mut Cx) -> Result<(), AwsError> {
        match self {
            Owner::Bus(place, bus) => buses::row::save(cx, place, bus),
            Owner::Rule(place, rule) => rules::row::save(cx, place, rule),
        }
    }
}

/// The tags that policies ask about; none where there is no such thing.
pub fn tags_of(cx: &mut Cx, arn: &str) -> Result<Vec<(String, String)>, AwsError> {
    match open(cx, arn) {
        Ok(mut owner) => Ok(std::mem::take(owner.tags())),
        Err(error) if error.code == "ResourceNotFoundException" => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
