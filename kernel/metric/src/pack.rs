//! How moments lie in rows: one behind the other, each with what it needs.
//!
//! A point is its distance to the one before (in steps of the row), its unit, and its spread. A value
//! that was measured once is eight bytes.

use crate::Spread;

/// A moment, by seconds since 1970 and a unit of the caller's.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub at: i64,
    pub unit: u8,
    pub spread: Spread,
}

const ONCE: u8 = 0;
const SET: u8 = 1;
const VALUES: u8 = 2;

/// Points in the order of their time, which is not below `start`.
pub fn pack(start: i64, step: i64, points: &[Point]) -> Vec<u8> {
    let mut out = Vec::with_capacity(points.len() * 12);
    let mut before = 0;
    for point in points {
        let place = (point.at - start).max(0) as u64 / step.max(1) as u64;
        varint(&mut out, place.saturating_sub(before));
        before = place;
        out.push(point.unit);
        spread(&mut out, &point.spread);
    }
    out
}

fn spread(out: &mut Vec<u8>, spread: &Spread) {
    match &spread.values {
        Some(values) if spread.count == 1.0 && values.len() == 1 => {
            out.push(ONCE);
            float(out, spread.sum);
        }
        values => {
            out.push(if values.is_some() { VALUES } else { SET });
            for number in [spread.count, spread.sum, spread.min, spread.max] {
                float(out, number);
            }
            let Some(values) = values else { return };
            varint(out, values.len() as u64);
            for (value, count) in values {
                float(out, *value);
                amount(out, *count);
            }
        }
    }
}

/// Nothing of bytes that are no points.
pub fn unpack(start: i64, step: i64, mut bytes: &[u8]) -> Option<Vec<Point>> {
    let input = &mut bytes;
    let (mut points, mut place) = (Vec::new(), 0_i64);
    while !input.is_empty() {
        place = place.checked_add(i64::try_from(take_varint(input)?).ok()?)?;
        let unit = take_byte(input)?;
        let spread = take_spread(input)?;
        let at = start.checked_add(place.checked_mul(step)?)?;
        points.push(Point { at, unit, spread });
    }
    Some(points)
}

fn take_spread(input: &mut &[u8]) -> Option<Spread> {
    let kind = take_byte(input)?;
    if kind == ONCE {
        return Some(Spread::of(take_float(input)?, 1.0));
    }
    let mut numbers = [0.0; 4];
    for number in &mut numbers {
        *number = take_float(input)?;
    }
    let [count, sum, min, max] = numbers;
    let values = match kind {
        SET => None,
        VALUES => {
            let many = usize::try_from(take_varint(input)?).ok()?;
            let mut values = Vec::with_capacity(many.min(1_024));
            for _ in 0..many {
                values.push((take_float(input)?, take_amount(input)?));
            }
            Some(values)
        }
        _ => return None,
    };
    Some(Spread {
        count,
        sum,
        min,
        max,
        values,
    })
}

/// Puts moments together: those of the same step and unit become one. Both are in order.
pub fn merge(step: i64, mut points: Vec<Point>) -> Vec<Point> {
    for point in &mut points {
        point.at = point.at.div_euclid(step) * step;
    }
    points.sort_by_key(|point| (point.at, point.unit));
    points.dedup_by(|next, kept| {
        let same = (next.at, next.unit) == (kept.at, kept.unit);
        if same {
            kept.spread.add(&next.spread);
        }
        same
    });
    points
}

fn float(out: &mut Vec<u8>, value: f64) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn take_float(input: &mut &[u8]) -> Option<f64> {
    let (head, rest) = input.split_first_chunk::<8>()?;
    *input = rest;
    Some(f64::from_le_bytes(*head))
}

/// Small whole numbers are one byte or two; any other is written out.
fn amount(out: &mut Vec<u8>, value: f64) {
    let whole = value as u64;
    if whole as f64 == value && whole < 1 << 32 {
        varint(out, whole << 1);
    } else {
        varint(out, 1);
        float(out, value);
    }
}

fn take_amount(input: &mut &[u8]) -> Option<f64> {
    let head = take_varint(input)?;
    match head & 1 {
        0 => Some((head >> 1) as f64),
        _ => take_float(input),
    }
}

fn take_byte(input: &mut &[u8]) -> Option<u8> {
    let (head, rest) = input.split_first()?;
    *input = rest;
    Some(*head)
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn take_varint(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take_byte(input)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_come_back_as_they_were() {
        let points = vec![
            Point {
                at: 600,
                unit: 0,
                spread: Spread::of(1.5, 1.0),
            },
            Point {
                at: 600,
                unit: 3,
                spread: Spread::of_set(3.0, 9.0, 1.0, 5.0),
            },
            Point {
                at: 1_200,
                unit: 0,
                spread: Spread::of_values([(1.0, 2.0), (4.0, 0.5)]).unwrap(),
            },
        ];
        let bytes = pack(600, 60, &points);
        assert_eq!(unpack(600, 60, &bytes), Some(points));
        for cut in 1..bytes.len() {
            // Whatever is cut off, nothing panics.
            _ = unpack(600, 60, &bytes[..cut]);
        }
    }

    #[test]
    fn a_minute_of_one_value_is_small() {
        let points: Vec<_> = (0..180)
            .map(|n| Point {
                at: n * 60,
                unit: 0,
                spread: Spread::of(n as f64, 1.0),
            })
            .collect();
        assert!(pack(0, 60, &points).len() <= 180 * 11);
    }

    #[test]
    fn moments_of_one_step_become_one() {
        let points = (0..10)
            .map(|n| Point {
                at: n * 60,
                unit: 0,
                spread: Spread::of(1.0, 1.0),
            })
            .collect();
        let merged = merge(300, points);
        assert_eq!(merged.len(), 2);
        assert_eq!((merged[1].at, merged[1].spread.count), (300, 5.0));
    }
}
