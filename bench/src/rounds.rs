//! Turns: each side runs once per round, so that whatever else the machine does meanwhile falls
//! on all of them.

use crate::Options;
use crate::load::Load;
use crate::process::{Running, processor_seconds};
use crate::report::{Bar, Figure, Report, Verdict, median};
use std::path::Path;

/// What one turn gave.
pub struct Sample {
    pub rate: f64,
    pub besides: Vec<(&'static str, &'static str, f64)>,
}

type Run<'r> = Box<dyn FnMut() -> Result<Sample, String> + 'r>;

pub struct Side<'r> {
    name: String,
    bar: Option<f64>,
    run: Run<'r>,
}

impl<'r> Side<'r> {
    /// Haneul, which has to reach `bar` times what the peer does.
    pub fn haneul(
        name: impl Into<String>,
        bar: f64,
        run: impl FnMut() -> Result<Sample, String> + 'r,
    ) -> Side<'r> {
        Side {
            name: name.into(),
            bar: Some(bar),
            run: Box::new(run),
        }
    }

    /// What Haneul is compared with.
    pub fn peer(
        name: impl Into<String>,
        run: impl FnMut() -> Result<Sample, String> + 'r,
    ) -> Side<'r> {
        Side {
            name: name.into(),
            bar: None,
            run: Box::new(run),
        }
    }
}

/// Against what the store alone makes durable in the same directory.
pub fn against_store(
    report: &mut Report,
    unit: &'static str,
    options: &Options,
    (directory, bar): (&Path, f64),
    run: impl FnMut() -> Result<Sample, String>,
) -> Result<(), String> {
    let rows = directory.join("rows");
    let mut store = Running::start_self(&["store".as_ref(), rows.as_os_str()])?;
    store.line_after("ready")?;
    let seconds = options.turn().as_secs_f64();
    let sides = vec![
        Side::haneul("haneul", bar, run),
        Side::peer("the store's own durable rows", || {
            peer_turn(&mut store, seconds)
        }),
    ];
    compare(report, unit, options.rounds, sides)?;
    report
        .notes
        .push("the store's rows are of 1 KiB, from 64 writers, on the same disk".to_owned());
    Ok(())
}

/// Runs everybody once to warm up and then `rounds` times in turn. A ratio is the median of the
/// ratios of each round. The peer that the bar is for comes last; ratios to others are told too.
pub fn compare(
    report: &mut Report,
    unit: &'static str,
    rounds: usize,
    mut sides: Vec<Side>,
) -> Result<(), String> {
    let mut samples: Vec<Vec<Sample>> = sides.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds.max(1) {
        for (side, samples) in sides.iter_mut().zip(&mut samples) {
            let sample = (side.run)().map_err(|error| format!("{}: {error}", side.name))?;
            if round > 0 {
                samples.push(sample);
            }
        }
    }
    for (side, samples) in sides.iter().zip(&samples) {
        let mut figure = Figure::new(&side.name, unit, rates(samples));
        figure.besides = besides(samples);
        report.figures.push(figure);
    }
    let all: Vec<_> = sides.iter().zip(&samples).collect();
    let (ours, peers): (Vec<_>, Vec<_>) = all.into_iter().partition(|(s, _)| s.bar.is_some());
    for (side, samples) in ours {
        for (nth, (peer, theirs)) in peers.iter().enumerate() {
            let bar = side.bar.filter(|_| nth + 1 == peers.len());
            report.verdicts.push(Verdict {
                what: format!("{} / {}", side.name, peer.name),
                value: ratio(samples, theirs),
                unit: "",
                bar: bar.map_or(Bar::None, Bar::AtLeast),
            });
        }
    }
    Ok(())
}

fn rates(samples: &[Sample]) -> Vec<f64> {
    samples.iter().map(|sample| sample.rate).collect()
}

fn ratio(ours: &[Sample], theirs: &[Sample]) -> f64 {
    let rounds = ours.iter().zip(theirs);
    let ratios: Vec<f64> = rounds.map(|(a, b)| a.rate / b.rate).collect();
    median(&ratios)
}

fn besides(samples: &[Sample]) -> Vec<(&'static str, &'static str, f64)> {
    let Some(first) = samples.first() else {
        return Vec::new();
    };
    let of = |place: usize| {
        let values: Vec<f64> = samples.iter().map(|s| s.besides[place].2).collect();
        median(&values)
    };
    let named = first.besides.iter().enumerate();
    named
        .map(|(place, (name, unit, _))| (*name, *unit, of(place)))
        .collect()
}

/// One turn of a peer that is told how long to go on and says at what rate it did.
pub fn peer_turn(peer: &mut Running, seconds: f64) -> Result<Sample, String> {
    let id = peer.id();
    let before = processor_seconds(id);
    peer.say(&seconds.to_string())?;
    let rate = peer.line_after("rate ")?;
    let rate: f64 = rate.parse().map_err(|e| format!("{rate}: {e}"))?;
    let used = processor_seconds(id).zip(before);
    let each = used.map(|(after, before)| (after - before) * 1e6 / (rate * seconds));
    Ok(Sample {
        rate,
        besides: each
            .map(|each| ("processor", "µs each", each))
            .into_iter()
            .collect(),
    })
}

/// One turn of load, with the processor time the server took for it.
pub fn sample(load: &Load, processor: &dyn Fn() -> Option<f64>) -> Result<Sample, String> {
    let before = processor();
    let mut done = load.run()?;
    let used = processor()
        .zip(before)
        .map(|(after, before)| after - before);
    let rate = done.per_second();
    Ok(done.sample(rate, used))
}
