//! The server's time, told from what it said with each look at the log.

use jiff::SignedDuration;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// Samples are compared for so long; clocks drift apart slowly.
const LATELY: Duration = Duration::from_secs(30);
const MAX_SAMPLES: usize = 256;

#[derive(Default)]
pub struct ServerClock(Mutex<State>);

#[derive(Default)]
struct State {
    samples: VecDeque<Sample>,
    estimate: Option<Sample>,
}

/// The server's time at an instant of ours, in microseconds, known to within half the round trip.
#[derive(Clone, Copy)]
struct Sample {
    at: Instant,
    server: i64,
    uncertainty: i64,
}

impl Sample {
    /// The server's time now, if its clock runs as fast as ours.
    fn at(&self, now: Instant) -> i64 {
        self.server + micros(now.saturating_duration_since(self.at))
    }
}

impl ServerClock {
    /// The server said this some time between the two.
    pub fn learn(&self, asked: Instant, answered: Instant, server: i64) {
        let half = (answered - asked) / 2;
        let sample = Sample {
            at: asked + half,
            server,
            uncertainty: micros(half),
        };
        let mut state = self.0.lock();
        state.samples.retain(|old| answered - old.at < LATELY);
        state.samples.push_back(sample);
        if state.samples.len() > MAX_SAMPLES {
            state.samples.pop_front();
        }
        let best = state.samples.iter().min_by_key(|sample| sample.uncertainty);
        let Some(best) = best.copied() else { return };
        let differs = |old: Sample| {
            (old.at(answered) - best.at(answered)).abs() > best.uncertainty + old.uncertainty
        };
        // What lies within the uncertainty is noise, and time must not tremble with it.
        if state.estimate.is_none_or(differs) {
            state.estimate = Some(best);
        }
    }

    /// What to add to this host's clock.
    pub fn offset(&self) -> Option<SignedDuration> {
        let estimate = self.0.lock().estimate?;
        // Host time: the very thing that is compared.
        let (now, host) = (Instant::now(), SystemTime::now());
        let host = micros(host.duration_since(UNIX_EPOCH).ok()?);
        Some(SignedDuration::from_micros(estimate.at(now) - host))
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_not_followed_and_a_change_is() {
        let clock = ServerClock::default();
        let start = Instant::now();
        let ms = Duration::from_millis;
        let estimate =
            |clock: &ServerClock| clock.0.lock().estimate.unwrap().at(start + ms(60_000));
        clock.learn(start, start + ms(2), 1_000_000);
        let first = estimate(&clock);
        clock.learn(start + ms(10), start + ms(13), 1_010_900);
        assert_eq!(estimate(&clock), first, "within the uncertainty");
        let later = start + LATELY + ms(20);
        clock.learn(later, later + ms(1), 1_000_000 + 30_020_000 + 500_000);
        assert!((estimate(&clock) - first - 500_000).abs() < 3_000);
    }
}
