//! The rows that say which zones have failed and which copies are destroyed.

use crate::credentials::GLOBAL;
use crate::cx::Cx;
use crate::error::AwsError;
use haneul_blob::{Az, Placement, Region, Zone, Zones};
use haneul_store::{Span, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

pub(super) static REGIONS: Table<String, RegionZones> = Table::new("zones");

/// By the thing that has the copies: a blob's id, or what a service calls a row.
pub(super) static LOST: Table<String, Lost> = Table::new("zones_lost");

/// The zones of one Region. Sets of zones are bits, `a` the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionZones {
    failed: u8,
    /// Destroyed as a whole, and not filled again from the others yet.
    empty: u8,
    /// How often each zone was destroyed: what lay in it alone before is gone.
    destroyed: [u64; 3],
    /// How often the last zone with copies was.
    all_destroyed: u64,
}

impl Stored for RegionZones {
    const VERSION: u32 = 1;
}

/// Copies of one thing that are destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lost {
    /// The Region's name is short, and known to this program.
    #[serde(with = "region_name")]
    pub region: Region,
    /// Where it was placed, and where it is gone.
    pub placed: u8,
    pub gone: u8,
}

impl Stored for Lost {
    const VERSION: u32 = 1;
}

mod region_name {
    use haneul_blob::Region;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(region: &Region, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(region.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Region, D::Error> {
        String::deserialize(from).map(|name| Region::named(&name))
    }
}

/// Where something that is kept in a row was placed, to be kept with the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    pub region: String,
    /// The letter of the only zone, if there is but one.
    #[serde(default)]
    pub zone: Option<char>,
    /// What was destroyed before does not concern it.
    #[serde(default)]
    pub since: u64,
}

impl Placed {
    pub fn placement(&self) -> Placement {
        let region = Region::named(&self.region);
        let zone = self
            .zone
            .and_then(|zone| Zone::of_letter(zone.encode_utf8(&mut [0; 4])));
        match zone {
            Some(zone) => Placement::OneZone(Az { region, zone }),
            None => Placement::Regional(region),
        }
    }
}

/// What can be said of something that was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Some zone that lives has a copy.
    Available,
    /// All zones that have one have failed.
    Failed,
    /// No zone has one.
    Lost,
}

impl RegionZones {
    pub fn failed(self) -> Zones {
        Zones::from_bits(self.failed)
    }

    pub fn empty(self) -> Zones {
        Zones::from_bits(self.empty)
    }

    pub(super) fn set_failed(&mut self, zones: Zones) {
        self.failed = zones.bits();
    }

    /// A zone's disks are gone. Whether that were the last copies there were.
    pub(super) fn destroy(&mut self, zone: Zone) -> bool {
        self.destroyed[zone as usize] += 1;
        let empty = self.empty().with(zone);
        let all = empty == Zones::ALL;
        if all {
            self.all_destroyed += 1;
        }
        self.empty = if all { 0 } else { empty.bits() };
        all
    }

    /// Zones that live are filled from those that have copies and live.
    pub(super) fn refill(&mut self) {
        if !Zones::ALL
            .without(self.empty())
            .without(self.failed())
            .is_empty()
        {
            self.empty &= self.failed;
        }
    }

    fn times(self, placement: Placement) -> u64 {
        match placement {
            Placement::Regional(_) => self.all_destroyed,
            Placement::OneZone(az) => self.destroyed[az.zone as usize],
        }
    }

    /// The zones that lack a copy of whatever was placed so.
    pub(super) fn lacking(self, placement: Placement) -> Zones {
        match placement {
            Placement::Regional(_) => self.empty(),
            Placement::OneZone(_) => Zones::NONE,
        }
    }
}

pub(super) fn of(tx: &mut Tx, region: Region) -> Result<RegionZones, AwsError> {
    Ok(REGIONS.get(tx, GLOBAL, region.name())?.unwrap_or_default())
}

/// The Regions of which some zone failed or was destroyed once.
pub fn regions(tx: &mut Tx) -> Result<Vec<(String, RegionZones)>, AwsError> {
    Ok(REGIONS.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?)
}

/// Where a new row's copies lie. An error if too few of its zones live: of three, two must.
pub fn place(tx: &mut Tx, placement: Placement) -> Result<Placed, AwsError> {
    let zones = of(tx, placement.region())?;
    let live = placement.zones().without(zones.failed());
    if live.len() < placement.zones().len().min(2) {
        return Err(AwsError::new(
            "ServiceUnavailable",
            "Too few Availability Zones are available. Please try again.",
        )
        .status(503));
    }
    Ok(Placed {
        region: placement.region().name().to_owned(),
        zone: match placement {
            Placement::Regional(_) => None,
            Placement::OneZone(az) => Some(az.zone.letter()),
        },
        since: zones.times(placement),
    })
}

/// Whether no zone ever failed and no copy was ever destroyed, as nearly always.
pub fn are_whole(cx: &mut Cx) -> Result<bool, AwsError> {
    Ok(cx.has_none(&REGIONS, GLOBAL, &[])? && cx.has_none(&LOST, GLOBAL, &[])?)
}

/// What can be said of something that was placed, by what its service called it when
/// [`super::destroy`] was told of it.
pub fn state(tx: &mut Tx, placed: &Placed, thing: &str) -> Result<State, AwsError> {
    let placement = placed.placement();
    let zones = of(tx, placement.region())?;
    if zones.times(placement) > placed.since {
        return Ok(State::Lost);
    }
    let lost = LOST.get(tx, GLOBAL, thing)?;
    let gone = lost.map_or(Zones::NONE, |lost| Zones::from_bits(lost.gone));
    let left = placement
        .zones()
        .without(gone.with(zones.lacking(placement)));
    Ok(match left.without(zones.failed()).is_empty() {
        false => State::Available,
        true if left.is_empty() => State::Lost,
        true => State::Failed,
    })
}

/// To be called by whoever deletes a thing that was placed.
pub fn forget(tx: &mut Tx, thing: &str) -> Result<(), AwsError> {
    if LOST.exists(tx, GLOBAL, thing)? {
        LOST.delete(tx, GLOBAL, thing)?;
    }
    Ok(())
}
