//! The strategies that every account has.

use super::growth::{Growth, Plan};
use super::row::Strategy;

struct Known {
    name: &'static str,
    description: &'static str,
    growth: Growth,
    factor: f64,
    duration: i64,
    bake: i64,
}

/// By name.
const ALL: [Known; 4] = [
    Known {
        name: "AppConfig.AllAtOnce",
        description: "Quick",
        growth: Growth::Linear,
        factor: 100.0,
        duration: 0,
        bake: 10,
    },
    Known {
        name: "AppConfig.Canary10Percent20Minutes",
        description: "AWS Recommended",
        growth: Growth::Exponential,
        factor: 10.0,
        duration: 20,
        bake: 10,
    },
    Known {
        name: "AppConfig.Linear20PercentEvery6Minutes",
        description: "AWS Recommended",
        growth: Growth::Linear,
        factor: 20.0,
        duration: 30,
        bake: 30,
    },
    Known {
        name: "AppConfig.Linear50PercentEvery30Seconds",
        description: "Test/Demo",
        growth: Growth::Linear,
        factor: 50.0,
        duration: 1,
        bake: 1,
    },
];

pub fn is_one(id: &str) -> bool {
    id.starts_with("AppConfig.")
}

pub fn find(id: &str) -> Option<Strategy> {
    ALL.iter().find(|known| known.name == id).map(strategy)
}

pub fn all() -> impl Iterator<Item = Strategy> {
    ALL.iter().map(strategy)
}

fn strategy(known: &Known) -> Strategy {
    Strategy {
        id: known.name.to_owned(),
        name: known.name.to_owned(),
        description: Some(known.description.to_owned()),
        plan: Plan {
            growth: known.growth,
            factor: known.factor,
            duration: known.duration,
            bake: known.bake,
        },
        replicate: "NONE".to_owned(),
        tags: Vec::new(),
    }
}
