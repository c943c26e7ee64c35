//! How a table's or an index's capacity is paid for, and how much there is of it.

use crate::errors;
use crate::limits::{DAY, DECREASES, DECREASES_A_DAY, MOST_UNITS, SECOND, SWITCHES_A_DAY};
use crate::limits::{TABLE_UNITS, WARM_READS, WARM_WRITES};
use crate::shapes::{OnDemandThroughput, ProvisionedThroughput, WarmThroughput};
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Billing {
    pub on_demand: bool,
    /// When it became on demand last; shown since.
    pub was_on_demand: Option<i64>,
    /// When it changed to on demand within the last day.
    pub switches: Vec<i64>,
    pub capacity: Capacity,
}

/// Of a table or a global index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// Zero on demand.
    pub reads: i64,
    pub writes: i64,
    pub increased: Option<i64>,
    /// Decreases of the day (UTC) of the last one.
    pub decreases: Vec<i64>,
    /// Bounds on demand.
    pub most_reads: Option<i64>,
    pub most_writes: Option<i64>,
    /// What it was made ready for.
    pub warm_reads: Option<i64>,
    pub warm_writes: Option<i64>,
}

impl Billing {
    /// To on demand, unless that was done too often within a day.
    pub fn make_on_demand(&mut self, now: i64) -> Result<(), AwsError> {
        self.switches.retain(|at| now - at < DAY);
        if self.switches.len() >= SWITCHES_A_DAY {
            return Err(errors::limit(format!(
                "Subscriber limit exceeded: Update to PayPerRequest mode are limited to \
                 {SWITCHES_A_DAY} in 1 day(s). Last update at {}. Next update can be made at {}",
                stamp(self.switches.last().copied().unwrap_or(now)),
                stamp(self.switches.first().copied().unwrap_or(now) + DAY),
            )));
        }
        self.switches.push(now);
        self.on_demand = true;
        self.was_on_demand = Some(now);
        Ok(())
    }
}

impl Capacity {
    pub fn of(units: Option<&ProvisionedThroughput>) -> Result<Capacity, AwsError> {
        let Some(units) = units else {
            return Ok(Capacity::default());
        };
        check_units(units)?;
        Ok(Capacity {
            reads: units.read_capacity_units,
            writes: units.write_capacity_units,
            ..Capacity::default()
        })
    }

    /// Bounds on demand: -1 takes one off.
    pub fn bound(&mut self, bounds: Option<&OnDemandThroughput>) -> Result<(), AwsError> {
        let Some(bounds) = bounds else { return Ok(()) };
        let sides = [
            (bounds.max_read_request_units, &mut self.most_reads),
            (bounds.max_write_request_units, &mut self.most_writes),
        ];
        for (given, bound) in sides {
            match given {
                None => {}
                Some(-1) => *bound = None,
                Some(units) if units >= 1 => *bound = Some(units),
                Some(units) => {
                    return Err(errors::invalid(format_args!(
                        "On-demand throughput must be -1 or at least 1, but was {units}"
                    )));
                }
            }
        }
        Ok(())
    }

    /// What it is made ready for: never less than it is.
    pub fn warm(&mut self, warm: Option<&WarmThroughput>, on_demand: bool) -> Result<(), AwsError> {
        let Some(warm) = warm else { return Ok(()) };
        let (reads, writes) = self.ready_for(on_demand);
        let sides = [
            (
                "ReadUnitsPerSecond",
                warm.read_units_per_second,
                reads,
                &mut self.warm_reads,
            ),
            (
                "WriteUnitsPerSecond",
                warm.write_units_per_second,
                writes,
                &mut self.warm_writes,
            ),
        ];
        for (name, given, now, side) in sides {
            match given {
                Some(units) if units < now => {
                    return Err(errors::invalid(format_args!(
                        "Requested {name} for WarmThroughput for table is lower than current \
                         WarmThroughput, decreasing WarmThroughput is not supported"
                    )));
                }
                Some(units) => *side = Some(units),
                None => {}
            }
        }
        Ok(())
    }

    /// Units of reads and writes a second that it takes at once.
    pub fn ready_for(&self, on_demand: bool) -> (i64, i64) {
        let (reads, writes) = match on_demand {
            true => (WARM_READS, WARM_WRITES),
            false => (self.reads, self.writes),
        };
        let warm = |asked: Option<i64>, own: i64| asked.map_or(own, |asked| asked.max(own));
        (warm(self.warm_reads, reads), warm(self.warm_writes, writes))
    }

    /// Decreases on the day of `now`.
    pub fn decreases_on(&self, now: i64) -> i64 {
        let today = |at: &&i64| at.div_euclid(DAY) == now.div_euclid(DAY);
        self.decreases.iter().filter(today).count() as i64
    }

    /// Other units, unless there were too many decreases today: four, and one more for each hour
    /// since the last one.
    pub fn change(
        &mut self,
        units: &ProvisionedThroughput,
        what: &str,
        now: i64,
    ) -> Result<(), AwsError> {
        check_units(units)?;
        let (reads, writes) = (units.read_capacity_units, units.write_capacity_units);
        if (reads, writes) == (self.reads, self.writes) {
            return Err(unchanged(self, what));
        }
        if reads < self.reads || writes < self.writes {
            self.may_decrease(what, now)?;
            self.decreases
                .retain(|at| at.div_euclid(DAY) == now.div_euclid(DAY));
            self.decreases.push(now);
        }
        if reads > self.reads || writes > self.writes {
            self.increased = Some(now);
        }
        (self.reads, self.writes) = (reads, writes);
        Ok(())
    }

    fn may_decrease(&self, what: &str, now: i64) -> Result<(), AwsError> {
        let today = self.decreases_on(now);
        let rested = self
            .decreases
            .last()
            .is_some_and(|last| now - last >= 3_600 * SECOND);
        if today < DECREASES || (rested && today < DECREASES_A_DAY) {
            return Ok(());
        }
        Err(errors::limit(format!(
            "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given \
             UTC day. After the first {DECREASES} decreases, each subsequent decrease in the same \
             UTC day can be performed at most once every 3600 seconds. Number of decreases today: \
             {today}. Last decrease at {}. Next decrease can be made at {}{what}",
            stamp(self.decreases.last().copied().unwrap_or(now)),
            stamp(self.decreases.last().copied().unwrap_or(now) + 3_600 * SECOND),
        )))
    }
}

fn stamp(micros: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
    at.strftime("%A, %B %-d, %Y at %-I:%M:%S %p Coordinated Universal Time")
        .to_string()
}

fn check_units(units: &ProvisionedThroughput) -> Result<(), AwsError> {
    let (reads, writes) = (units.read_capacity_units, units.write_capacity_units);
    let sides = [("ReadCapacityUnits", reads), ("WriteCapacityUnits", writes)];
    for (name, units) in sides {
        if units > MOST_UNITS {
            return Err(errors::validation(format!(
                "Given value {units} for {name} is out of bounds"
            )));
        }
    }
    for (name, units) in sides {
        if units > TABLE_UNITS {
            return Err(errors::limit(format!(
                "The requested {name} of {units} would exceed the limit of {TABLE_UNITS} for a \
                 table or an index."
            )));
        }
    }
    Ok(())
}

fn unchanged(capacity: &Capacity, what: &str) -> AwsError {
    let Capacity { reads, writes, .. } = capacity;
    let of = match what {
        "" => "the table".to_owned(),
        index => format!("the index {index}"),
    };
    errors::validation(format!(
        "The provisioned throughput for {of} will not change. The requested value equals the \
         current value. Current ReadCapacityUnits provisioned for {of}: {reads}. Requested \
         ReadCapacityUnits: {reads}. Current WriteCapacityUnits provisioned for {of}: {writes}. \
         Requested WriteCapacityUnits: {writes}. Refer to the Amazon DynamoDB Developer Guide for \
         current limits and how to request higher limits."
    ))
}
