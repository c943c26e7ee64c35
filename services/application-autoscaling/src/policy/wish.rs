//! What a policy makes of the use of something. Pure.

use super::row::Tracking;
use haneul_pipeline::Usage;

/// Minutes in a row that use is above the target before more is there, and below before less is.
const OUT: usize = 2;
const IN: usize = 15;

/// Points of percent between the target and what is low.
const GAP: f64 = 20.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Out(i64),
    In(i64),
}

/// Minutes without any use say nothing: what is not used at all stays as it is, as in AWS.
pub fn of(tracking: &Tracking, usage: &Usage, (min, max): (i64, i64)) -> Option<Wish> {
    let capacity = usage.capacity;
    if capacity <= 0 || tracking.target <= 0.0 {
        return None;
    }
    let part = |percent: f64| capacity as f64 * percent / 100.0;
    let last =
        |count: usize| -> Option<Vec<f64>> { usage.minutes.iter().take(count).copied().collect() };
    let fitting = |used: f64| ((used * 100.0 / tracking.target).ceil() as i64).clamp(min, max);
    let high = |used: &&f64| **used > part(tracking.target);
    if let Some(recent) = last(OUT).filter(|r| r.len() == OUT && r.iter().all(|u| high(&u))) {
        let wanted = fitting(recent.iter().copied().fold(0.0, f64::max));
        return (wanted > capacity).then_some(Wish::Out(wanted));
    }
    if tracking.never_in == Some(true) {
        return None;
    }
    let low = |used: &f64| *used < part(tracking.target - GAP);
    let recent = last(IN).filter(|recent| recent.len() == IN && recent.iter().all(low))?;
    let wanted = fitting(recent.iter().copied().fold(0.0, f64::max));
    (wanted < capacity).then_some(Wish::In(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACKING: Tracking = Tracking {
        target: 70.0,
        out_cooldown: None,
        in_cooldown: None,
        never_in: None,
    };

    fn wish(capacity: i64, minutes: &[Option<f64>]) -> Option<Wish> {
        let usage = Usage {
            capacity,
            minutes: minutes.to_vec(),
        };
        of(&TRACKING, &usage, (5, 100))
    }

    #[test]
    fn two_minutes_above_the_target_are_enough() {
        assert_eq!(wish(10, &[Some(14.0), Some(9.0)]), Some(Wish::Out(20)));
        assert_eq!(wish(10, &[Some(14.0), Some(6.0)]), None);
        assert_eq!(wish(10, &[Some(14.0), None]), None);
        assert_eq!(wish(10, &[Some(14.0)]), None);
        assert_eq!(wish(10, &[Some(900.0), Some(900.0)]), Some(Wish::Out(100)));
        assert_eq!(wish(100, &[Some(900.0), Some(900.0)]), None);
    }

    #[test]
    fn less_takes_a_quarter_of_an_hour_of_little_use() {
        assert_eq!(wish(50, &[Some(7.0); 15]), Some(Wish::In(10)));
        assert_eq!(wish(50, &[Some(0.5); 15]), Some(Wish::In(5)));
        assert_eq!(wish(50, &[Some(26.0); 15]), None);
        assert_eq!(wish(50, &[Some(7.0); 14]), None);
        assert_eq!(wish(50, &[None; 15]), None);
        assert_eq!(wish(0, &[Some(7.0); 15]), None);
    }
}
