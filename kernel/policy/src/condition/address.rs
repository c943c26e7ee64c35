use std::net::IpAddr;

use ipnet::IpNet;

/// `203.0.113.0/24`, `2001:db8::/32`, or one address.
pub(crate) fn parse_range(text: &str) -> Option<IpNet> {
    let text = text.trim();
    match text.parse::<IpNet>() {
        Ok(range) => Some(range.trunc()),
        Err(_) => text.parse::<IpAddr>().ok().map(IpNet::from),
    }
}

pub(crate) fn is_within(ranges: &[IpNet], found: &str) -> bool {
    let Ok(address) = found.trim().parse::<IpAddr>() else {
        return false;
    };
    let address = address.to_canonical();
    ranges.iter().any(|range| range.contains(&address))
}
