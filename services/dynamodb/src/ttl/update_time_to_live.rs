//! UpdateTimeToLive: on or off, and not again within an hour.

use crate::errors;
use crate::limits::HOUR;
use crate::replica::row::State;
use crate::replica::{refusals, region};
use crate::shapes::{UpdateTimeToLiveInput, UpdateTimeToLiveOutput};
use crate::table::row::{self, Found, Table};
use crate::ttl::expire;
use crate::ttl::row::Ttl;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateTimeToLiveInput) -> Result<UpdateTimeToLiveOutput, AwsError> {
    let found = row::idle(cx, &input.table_name)?;
    let asked = &input.time_to_live_specification;
    let known = found.table.ttl.as_ref();
    let now = cx.now().as_microsecond();
    check(known, &asked.attribute_name, asked.enabled)?;
    if known.is_some_and(|known| now < known.changed + HOUR) {
        return Err(errors::validation(
            "Time to live has been modified multiple times within a fixed interval",
        ));
    }
    let ttl = Ttl {
        attribute: asked.attribute_name.clone(),
        is_on: asked.enabled,
        is_filled: false,
        generation: match known {
            Some(known) => known.generation + u32::from(asked.enabled),
            None => 0,
        },
        changed: now,
    };
    check_replicas(&found)?;
    let mut table = found.table.as_ref().clone();
    switch(cx, &found, &mut table, &ttl)?;
    row::put(cx, &found, &table)?;
    // It is the same for all replicas.
    region::each(cx, &found, |cx, there, table| {
        switch(cx, there, table, &ttl)
    })?;
    Ok(UpdateTimeToLiveOutput {
        time_to_live_specification: Some(input.time_to_live_specification),
    })
}

fn switch(cx: &mut Cx, found: &Found, table: &mut Table, ttl: &Ttl) -> Result<(), AwsError> {
    match ttl.is_on {
        true => expire::switched_on(cx, found, ttl)?,
        false => expire::switched_off(cx, found, ttl)?,
    }
    table.ttl = Some(ttl.clone());
    Ok(())
}

/// None may be about to join.
fn check_replicas(found: &Found) -> Result<(), AwsError> {
    let mut replicas = found.table.replicas().iter();
    match replicas.find(|replica| replica.state == State::Creating) {
        Some(joins) => Err(refusals::is_joining(&found.table.name, &joins.region)),
        None => Ok(()),
    }
}

fn check(known: Option<&Ttl>, attribute: &str, enabled: bool) -> Result<(), AwsError> {
    let on = known.filter(|known| known.is_on);
    match (on, enabled) {
        (Some(on), _) if on.attribute != attribute => Err(errors::validation(format!(
            "TimeToLive is active on a different AttributeName: current AttributeName is {}",
            on.attribute
        ))),
        (Some(_), true) => Err(errors::validation("TimeToLive is already enabled")),
        (None, false) => Err(errors::validation("TimeToLive is already disabled")),
        _ => Ok(()),
    }
}
