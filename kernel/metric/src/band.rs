//! What is to be expected of a series: by the hour of the day in which a moment lies, apart for working
//! days and weekends, from what was measured in the weeks before.
//!
//! Of each such hour it knows the median, and how far values usually are from it. Both are robust: a
//! day on which all was otherwise does not change them. Hours of which too little is known are taken as
//! that hour of any day, and those as any hour.

/// The hours of a working day, then those of a day of the weekend.
pub const SLOTS: usize = 48;

const HOURS: usize = 24;

/// So many values must be known of an hour, and of all hours together.
const LEAST: usize = 6;
const LEAST_AT_ALL: usize = 12;

/// What a median deviation is of the standard deviation of a normal distribution.
const NORMAL: f64 = 1.4826;

/// Values that are always the same may be otherwise by this part of them.
const NARROWEST: f64 = 0.01;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    pub middle: f64,
    pub deviation: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    slots: Vec<Expected>,
}

/// How a series is learned.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Manner {
    /// It has spikes that are nothing strange.
    pub spikes: bool,
}

impl Model {
    /// `slot` says in which of [`SLOTS`] a moment is. Nothing of too few values.
    pub fn learn(
        points: &[(i64, f64)],
        slot: impl Fn(i64) -> usize,
        manner: Manner,
    ) -> Option<Model> {
        if points.len() < LEAST_AT_ALL {
            return None;
        }
        let mut apart: Vec<Vec<f64>> = vec![Vec::new(); SLOTS];
        let mut daily: Vec<Vec<f64>> = vec![Vec::new(); HOURS];
        for (at, value) in points.iter().filter(|(_, value)| value.is_finite()) {
            let slot = slot(*at) % SLOTS;
            apart[slot].push(*value);
            daily[slot % HOURS].push(*value);
        }
        let mut all: Vec<f64> = daily.iter().flatten().copied().collect();
        let any = expected(&mut all, manner)?;
        let mut of = |values: &mut Vec<f64>| match values.len() >= LEAST {
            true => expected(values, manner),
            false => None,
        };
        let daily: Vec<Option<Expected>> = daily.iter_mut().map(&mut of).collect();
        let slots = apart.iter_mut().enumerate().map(|(slot, values)| {
            let daily = daily.get(slot % HOURS).copied().flatten();
            of(values).or(daily).unwrap_or(any)
        });
        let narrowest = any.middle.abs() * NARROWEST;
        let slots = slots.map(|one| Expected {
            deviation: one.deviation.max(narrowest),
            ..one
        });
        Some(Model {
            slots: slots.collect(),
        })
    }

    pub fn at(&self, slot: usize) -> Option<Expected> {
        self.slots.get(slot % SLOTS).copied()
    }
}

fn expected(values: &mut [f64], manner: Manner) -> Option<Expected> {
    let middle = part(values, 0.5)?;
    let mut far: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    let usual = part(&mut far, 0.5)? * NORMAL;
    let deviation = match manner.spikes {
        // Two deviations have what nineteen of twenty values have.
        true => usual.max(part(&mut far, 0.95)? / 2.0),
        false => usual,
    };
    Some(Expected { middle, deviation })
}

/// The value that such a part of them is not above; the mean of two in the middle.
fn part(values: &mut [f64], part: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let place = last as f64 * part;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    let (low, high) = (*values.get(low)?, *values.get(high)?);
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;

    fn slot(at: i64) -> usize {
        let hour = at.div_euclid(HOUR).rem_euclid(168) as usize;
        hour % 24 + if hour < 120 { 0 } else { 24 }
    }

    /// Two weeks in steps of five minutes: a hundred by day, ten by night, and a little noise.
    fn weeks() -> Vec<(i64, f64)> {
        let value = |at: i64| {
            let hour = at.div_euclid(HOUR).rem_euclid(24);
            let noise = (at.div_euclid(300) * 7).rem_euclid(11) as f64 - 5.0;
            let usual = if (8..20).contains(&hour) { 100.0 } else { 10.0 };
            usual + noise
        };
        let all = (0..14 * 24 * 12).map(|n| n * 300);
        all.map(|at| (at, value(at))).collect()
    }

    #[test]
    fn hours_are_known_apart() {
        let model = Model::learn(&weeks(), slot, Manner::default()).unwrap();
        let noon = model.at(12).unwrap();
        let night = model.at(2).unwrap();
        assert!((noon.middle - 100.0).abs() < 2.0, "{noon:?}");
        assert!((night.middle - 10.0).abs() < 2.0, "{night:?}");
        assert!(noon.deviation > 1.0 && noon.deviation < 8.0, "{noon:?}");
    }

    #[test]
    fn a_strange_day_changes_nothing() {
        let mut points = weeks();
        for point in points.iter_mut().take(24 * 3) {
            point.1 *= 50.0;
        }
        let usual = Model::learn(&weeks(), slot, Manner::default()).unwrap();
        let model = Model::learn(&points, slot, Manner::default()).unwrap();
        for slot in 0..SLOTS {
            let (one, other) = (usual.at(slot).unwrap(), model.at(slot).unwrap());
            assert!((one.middle - other.middle).abs() < 7.0, "{slot}: {other:?}");
        }
    }

    #[test]
    fn spikes_widen_the_band_where_they_are_usual() {
        let mut points = weeks();
        for (n, point) in points.iter_mut().enumerate() {
            if n % 12 == 0 {
                point.1 += 200.0;
            }
        }
        let narrow = Model::learn(&points, slot, Manner::default()).unwrap();
        let wide = Model::learn(&points, slot, Manner { spikes: true }).unwrap();
        let (narrow, wide) = (narrow.at(12).unwrap(), wide.at(12).unwrap());
        assert!(wide.deviation > 5.0 * narrow.deviation, "{wide:?}");
    }

    #[test]
    fn little_is_known_of_little() {
        let points: Vec<(i64, f64)> = (0..11).map(|n| (n * 60, 5.0)).collect();
        assert_eq!(Model::learn(&points, slot, Manner::default()), None);
        let points: Vec<(i64, f64)> = (0..12).map(|n| (n * 60, 5.0)).collect();
        let model = Model::learn(&points, slot, Manner::default()).unwrap();
        // What is known of one hour stands for the others, and what never changes has a narrow band.
        let other = model.at(40).unwrap();
        assert_eq!((other.middle, other.deviation), (5.0, 0.05));
    }
}
