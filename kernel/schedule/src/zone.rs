//! Time zones by their name in the IANA database, which is part of the binary.

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// `None`: there is no zone of this name.
pub fn zone(name: &str) -> Option<TimeZone> {
    if name == "UTC" {
        return Some(TimeZone::UTC);
    }
    TimeZoneDatabase::bundled().get(name).ok()
}
