//! How the share of the clients grows: by as much each time, or twice as much.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Growth {
    Linear,
    Exponential,
}

impl Growth {
    pub fn read(text: Option<&str>) -> Growth {
        match text {
            Some("EXPONENTIAL") => Growth::Exponential,
            _ => Growth::Linear,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Growth::Linear => "LINEAR",
            Growth::Exponential => "EXPONENTIAL",
        }
    }
}

/// The steps of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub growth: Growth,
    /// In per cent.
    pub factor: f64,
    /// In minutes.
    pub duration: i64,
    pub bake: i64,
}

impl Plan {
    /// The share after so many steps, in per cent.
    pub fn share(&self, step: u32) -> f64 {
        let reached = match self.growth {
            Growth::Linear => self.factor * f64::from(step),
            Growth::Exponential => self.factor * 2_f64.powi(step as i32 - 1),
        };
        // Three times 33.3 is as good as all.
        if reached > 99.999 { 100.0 } else { reached }
    }

    /// How many steps it takes to all of them.
    pub fn steps(&self) -> u32 {
        (1..=100)
            .find(|step| self.share(*step) >= 100.0)
            .unwrap_or(100)
    }

    /// When a step is made, from the beginning on.
    pub fn at(&self, step: u32) -> SignedDuration {
        let whole = self.duration.max(0) * 60_000;
        let steps = i64::from(self.steps().max(1));
        SignedDuration::from_millis(whole * i64::from(step) / steps)
    }

    pub fn bake(&self) -> SignedDuration {
        SignedDuration::from_mins(self.bake.max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(growth: Growth, factor: f64, duration: i64) -> Plan {
        Plan {
            growth,
            factor,
            duration,
            bake: 0,
        }
    }

    #[test]
    fn steps_and_their_times() {
        let linear = plan(Growth::Linear, 20.0, 30);
        assert_eq!(linear.steps(), 5);
        assert_eq!(linear.at(1), SignedDuration::from_mins(6));
        assert_eq!(linear.at(5), SignedDuration::from_mins(30));
        let canary = plan(Growth::Exponential, 10.0, 20);
        let shares: Vec<f64> = (1..=canary.steps())
            .map(|step| canary.share(step))
            .collect();
        assert_eq!(shares, [10.0, 20.0, 40.0, 80.0, 100.0]);
        assert_eq!(canary.at(1), SignedDuration::from_mins(4));
        assert_eq!(plan(Growth::Linear, 100.0, 0).steps(), 1);
        assert_eq!(plan(Growth::Linear, 33.4, 3).steps(), 3);
        assert_eq!(plan(Growth::Linear, 1.0, 3).steps(), 100);
    }
}
