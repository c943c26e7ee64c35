//! The Regions there are, and the Availability Zones of each that keep data.

/// Each Region, what the ids of its zones begin with, and the numbers of the three zones that keep
/// data, called `a`, `b` and `c` after the Region's name. Ids of blobs hold positions in this list:
/// new ones are added at its end.
const REGIONS: &[(&str, &str, [u8; 3])] = &[
    ("us-east-1", "use1", [1, 2, 3]),
    ("us-east-2", "use2", [1, 2, 3]),
    ("us-west-1", "usw1", [1, 2, 3]),
    ("us-west-2", "usw2", [1, 2, 3]),
    ("af-south-1", "afs1", [1, 2, 3]),
    ("ap-east-1", "ape1", [1, 2, 3]),
    ("ap-east-2", "ape2", [1, 2, 3]),
    ("ap-northeast-1", "apne1", [1, 2, 3]),
    ("ap-northeast-2", "apne2", [1, 2, 3]),
    ("ap-northeast-3", "apne3", [1, 2, 3]),
    ("ap-south-1", "aps1", [1, 2, 3]),
    ("ap-south-2", "aps2", [1, 2, 3]),
    ("ap-southeast-1", "apse1", [1, 2, 3]),
    ("ap-southeast-2", "apse2", [1, 2, 3]),
    ("ap-southeast-3", "apse3", [1, 2, 3]),
    ("ap-southeast-4", "apse4", [1, 2, 3]),
    ("ap-southeast-5", "apse5", [1, 2, 3]),
    ("ap-southeast-6", "apse6", [1, 2, 3]),
    ("ap-southeast-7", "apse7", [1, 2, 3]),
    ("ca-central-1", "cac1", [1, 2, 4]),
    ("ca-west-1", "caw1", [1, 2, 3]),
    ("cn-north-1", "cnn1", [1, 2, 4]),
    ("cn-northwest-1", "cnnw1", [1, 2, 3]),
    ("eu-central-1", "euc1", [1, 2, 3]),
    ("eu-central-2", "euc2", [1, 2, 3]),
    ("eu-north-1", "eun1", [1, 2, 3]),
    ("eu-south-1", "eus1", [1, 2, 3]),
    ("eu-south-2", "eus2", [1, 2, 3]),
    ("eu-west-1", "euw1", [1, 2, 3]),
    ("eu-west-2", "euw2", [1, 2, 3]),
    ("eu-west-3", "euw3", [1, 2, 3]),
    ("eusc-de-east-1", "euscdee1", [1, 2, 3]),
    ("il-central-1", "ilc1", [1, 2, 3]),
    ("me-central-1", "mec1", [1, 2, 3]),
    ("me-south-1", "mes1", [1, 2, 3]),
    ("mx-central-1", "mxc1", [1, 2, 3]),
    ("sa-east-1", "sae1", [1, 2, 3]),
    ("us-gov-east-1", "usge1", [1, 2, 3]),
    ("us-gov-west-1", "usgw1", [1, 2, 3]),
];

/// Three letters: each Region keeps data in as many zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zone {
    A,
    B,
    C,
}

impl Zone {
    pub const ALL: [Zone; 3] = [Zone::A, Zone::B, Zone::C];

    pub fn letter(self) -> char {
        ['a', 'b', 'c'][self as usize]
    }

    pub fn of_letter(letter: &str) -> Option<Zone> {
        Zone::ALL
            .into_iter()
            .find(|zone| letter.chars().eq([zone.letter()]))
    }
}

/// Some of the zones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zones(u8);

impl Zones {
    pub const NONE: Zones = Zones(0);
    pub const ALL: Zones = Zones(0b111);

    pub fn from_bits(bits: u8) -> Zones {
        Zones(bits & Self::ALL.0)
    }

    pub fn bits(self) -> u8 {
        self.0
    }

    pub fn has(self, zone: Zone) -> bool {
        self.0 & Zones::from(zone).0 != 0
    }

    pub fn with(self, other: impl Into<Zones>) -> Zones {
        Zones(self.0 | other.into().0)
    }

    pub fn without(self, other: impl Into<Zones>) -> Zones {
        Zones(self.0 & !other.into().0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub fn iter(self) -> impl Iterator<Item = Zone> {
        Zone::ALL.into_iter().filter(move |zone| self.has(*zone))
    }
}

impl From<Zone> for Zones {
    fn from(zone: Zone) -> Zones {
        Zones(1 << zone as u8)
    }
}

/// A Region of the list; [`Region::NONE`] for data that is not of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(u8);

impl Region {
    pub const NONE: Region = Region(0);

    /// [`Region::NONE`] where it is not known.
    pub fn named(name: &str) -> Region {
        let at = REGIONS.iter().position(|(known, ..)| *known == name);
        Region(at.map_or(0, |at| at as u8 + 1))
    }

    pub fn all() -> impl Iterator<Item = Region> {
        (1..=REGIONS.len() as u8).map(Region)
    }

    pub(crate) fn from_code(code: u8) -> Region {
        match usize::from(code) <= REGIONS.len() {
            true => Region(code),
            false => Region::NONE,
        }
    }

    pub(crate) fn code(self) -> u8 {
        self.0
    }

    fn entry(self) -> Option<&'static (&'static str, &'static str, [u8; 3])> {
        REGIONS.get(usize::from(self.0).checked_sub(1)?)
    }

    /// Empty for none.
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |(name, ..)| name)
    }
}

/// A zone of a Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Az {
    pub region: Region,
    pub zone: Zone,
}

impl Az {
    /// By its name or its id: `us-east-1a`, `use1-az1`.
    pub fn parse(text: &str) -> Option<Az> {
        let all = Region::all().flat_map(|region| Zone::ALL.map(|zone| Az { region, zone }));
        let mut all = all;
        all.find(|az| az.name() == text || az.id() == text)
    }

    pub fn name(self) -> String {
        format!("{}{}", self.region.name(), self.zone.letter())
    }

    pub fn id(self) -> String {
        let (_, prefix, numbers) = self.region.entry().unwrap_or(&("", "", [1, 2, 3]));
        format!("{prefix}-az{}", numbers[self.zone as usize])
    }
}

/// Where the copies of something lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// In three zones of the Region.
    Regional(Region),
    OneZone(Az),
}

impl Placement {
    /// Of what was placed before there were zones, and of what belongs to no Region.
    pub const ANYWHERE: Placement = Placement::Regional(Region::NONE);

    pub fn zones(self) -> Zones {
        match self {
            Placement::Regional(_) => Zones::ALL,
            Placement::OneZone(az) => az.zone.into(),
        }
    }

    pub fn region(self) -> Region {
        match self {
            Placement::Regional(region) => region,
            Placement::OneZone(az) => az.region,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_name_and_id() {
        let az = Az::parse("us-east-1a").unwrap();
        assert_eq!(Az::parse("use1-az1"), Some(az));
        assert_eq!(
            (az.name(), az.id()),
            ("us-east-1a".into(), "use1-az1".into())
        );
        assert_eq!(Az::parse("ca-central-1c").unwrap().id(), "cac1-az4");
        for wrong in ["", "a", "us-east-1", "us-east-1d", "use1-az9", "mars-1a"] {
            assert_eq!(Az::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_region_has_names_and_ids_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for region in Region::all() {
            assert_eq!(Region::named(region.name()), region);
            assert_eq!(Region::from_code(region.code()), region);
            for zone in Zone::ALL {
                let az = Az { region, zone };
                assert!(seen.insert(az.name()) && seen.insert(az.id()));
                assert_eq!(Az::parse(&az.name()), Some(az));
            }
        }
        assert_eq!(Region::from_code(250), Region::NONE);
        assert_eq!(Region::named("mars-1"), Region::NONE);
    }
}
