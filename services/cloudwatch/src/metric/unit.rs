//! Units, by a byte each in the rows.

const UNITS: &[&str] = &[
    "None",
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
];

/// The model has let through only those that there are.
pub fn code(name: Option<&str>) -> u8 {
    let place = name.and_then(|name| UNITS.iter().position(|unit| *unit == name));
    place.unwrap_or_default() as u8
}

pub fn name(code: u8) -> &'static str {
    UNITS.get(usize::from(code)).copied().unwrap_or("None")
}
