//! Numbers as text.

use haneul_model::Kind;

/// An integer within the range of its shape.
pub(crate) fn in_range(kind: &Kind, value: i64) -> bool {
    !matches!(kind, Kind::Integer) || i32::try_from(value).is_ok()
}

pub(crate) fn parse_int(text: &str) -> Option<i64> {
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok()
}

/// A JSON number that is whole, written with a fraction or an exponent (`1.0`, `1e3`).
pub(crate) fn whole(value: f64) -> Option<i64> {
    let small = value.abs() < 9_007_199_254_740_992.0;
    (small && value.fract() == 0.0).then_some(value as i64)
}

/// Decimal notation or one of the three words for what decimals cannot say.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ if is_decimal(text) => text.parse().ok(),
        _ => None,
    }
}

fn is_decimal(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'))
}

/// `None` for an ordinary number.
pub(crate) fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else {
        None
    }
}

pub(crate) fn format_float(value: f64) -> String {
    special(value).map_or_else(|| format!("{value:?}"), str::to_owned)
}
