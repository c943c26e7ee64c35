//! Recursive loops: X-Ray's header says how often a chain of calls came through a function, and a function
//! that one chain comes to for the seventeenth time does not run.
//!
//! The header goes with what a function sends by AWS's SDKs, and so through queues, topics and buckets to the
//! next call. `Lineage=<calls>:<function>:<loops>` stands in it: the calls of the chain so far, one function
//! that it came to, and how often it came to that again. Functions that are no part of the loop are forgotten
//! where the calls are a power of two.

use crate::errors;
use crate::measure;
use crate::run::Target;
use haneul_pipeline::{AwsError, Cloud};
use ring::digest::{SHA256, digest};

/// Runs of one function in one chain.
const MOST: u32 = 16;
/// Calls are not counted further than that.
const CALLS: u32 = 32_767;
/// Loops that are allowed are not, either.
const LOOPS: u32 = 255;

#[derive(Clone, Debug, PartialEq)]
struct Lineage {
    calls: u32,
    function: String,
    loops: u32,
}

impl Lineage {
    fn of(trace: &str) -> Option<Lineage> {
        let said = trace.split(';').find_map(|part| {
            let (name, value) = part.split_once('=')?;
            (name.trim() == "Lineage").then_some(value.trim())
        })?;
        let mut parts = said.split(':');
        let lineage = Lineage {
            calls: parts.next()?.parse().ok()?,
            function: parts.next()?.to_owned(),
            loops: parts.next()?.parse().ok()?,
        };
        let is_known = lineage.function.len() == 8 && parts.next().is_none();
        is_known.then_some(lineage)
    }

    /// With a call of this function.
    fn next(before: Option<Lineage>, function: &str) -> Lineage {
        let Some(mut lineage) = before else {
            return Lineage {
                calls: 1,
                function: function.to_owned(),
                loops: 0,
            };
        };
        lineage.calls = (lineage.calls + 1).min(CALLS);
        if lineage.function == function {
            lineage.loops = (lineage.loops + 1).min(LOOPS);
        } else if lineage.loops == 0 && lineage.calls.is_power_of_two() {
            lineage.function = function.to_owned();
        }
        lineage
    }
}

fn name(arn: &str) -> String {
    let sum = digest(&SHA256, arn.as_bytes());
    let bytes = sum.as_ref().iter().take(4);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn next(target: &Target, trace: Option<&str>) -> Lineage {
    Lineage::next(trace.and_then(Lineage::of), &name(&target.bare_arn()))
}

/// Whether a call of this function goes on with a loop that would have ended, were it not allowed. It may
/// have no end at all: where the clock stands such a loop goes round once a second, so that time passes.
pub fn is_endless(arn: &str, trace: Option<&str>) -> bool {
    let before = trace.and_then(Lineage::of);
    before.is_some() && Lineage::next(before, &name(arn)).loops >= MOST
}

/// A call that would go on with a loop, unless that is what the function is for.
pub fn check(cloud: &Cloud, target: &Target, trace: Option<&str>) -> Result<(), AwsError> {
    let is_loop = next(target, trace).loops >= MOST;
    if !is_loop || target.function.recursion == "Allow" {
        return Ok(());
    }
    let counted = [(&measure::RECURSIVE, 1.0)];
    measure::count(cloud, measure::Of::target(target), &counted);
    Err(errors::recursive())
}

/// The header that the function gets.
pub fn told(target: &Target, trace: &str) -> String {
    let lineage = next(target, Some(trace));
    let mut parts: Vec<&str> = trace.split(';').collect();
    parts.retain(|part| !part.trim().starts_with("Lineage="));
    let (calls, function, loops) = (lineage.calls, lineage.function, lineage.loops);
    format!("{};Lineage={calls}:{function}:{loops}", parts.join(";"))
}

/// Of several, the header of the chain that has come round most often.
pub fn longest<'t>(traces: impl Iterator<Item = &'t str>) -> Option<String> {
    let loops = |trace: &&str| Lineage::of(trace).map(|lineage| lineage.loops + 1);
    traces.max_by_key(loops).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many calls in turn a function is refused.
    fn calls(functions: &[&str]) -> Option<usize> {
        let mut lineage = None;
        let mut turn = functions.iter().cycle();
        (1..1_000).find(|_| {
            lineage = Some(Lineage::next(lineage.take(), turn.next().unwrap()));
            lineage.as_ref().is_some_and(|now| now.loops >= MOST)
        })
    }

    #[test]
    fn loops_of_any_length_are_found() {
        assert_eq!(calls(&["a"]), Some(17));
        assert_eq!(calls(&["a", "b"]), Some(34));
        assert_eq!(calls(&["a", "b", "c"]), Some(52));
    }

    #[test]
    fn what_comes_before_the_loop_is_forgotten() {
        let mut lineage = None;
        let mut calls = 0;
        for function in ["x", "y"].into_iter().chain(std::iter::repeat("a")) {
            calls += 1;
            lineage = Some(Lineage::next(lineage.take(), function));
            if lineage.as_ref().is_some_and(|now| now.loops >= MOST) {
                break;
            }
        }
        assert_eq!(calls, 20);
    }

    #[test]
    fn the_header_is_read_as_far_as_it_is_one() {
        let of = |said| Lineage::of(&format!("Root=1-5-a;Lineage={said};Sampled=0"));
        let read = of("3:0123abcd:2").unwrap();
        assert_eq!((read.calls, read.loops), (3, 2));
        for odd in [
            "",
            "3",
            "3:0123abcd",
            "3:0123abcd:x",
            "3:0123:2",
            "3:0123abcd:2:1",
        ] {
            assert_eq!(of(odd), None, "{odd}");
        }
        let traces = ["Root=1;Lineage=3:0123abcd:2", "Root=2"].into_iter();
        assert!(longest(traces).unwrap().starts_with("Root=1"));
    }
}
