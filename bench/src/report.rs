//! What a bench found, for people and for programs.

use serde_json::{Value, json};
use std::fmt;

pub struct Report {
    pub name: &'static str,
    pub title: String,
    pub figures: Vec<Figure>,
    pub verdicts: Vec<Verdict>,
    pub notes: Vec<String>,
}

/// One thing measured, several times.
#[derive(Clone)]
pub struct Figure {
    pub name: String,
    pub unit: &'static str,
    pub rounds: Vec<f64>,
    /// Further figures of the same runs: name, unit, median.
    pub besides: Vec<(&'static str, &'static str, f64)>,
}

pub struct Verdict {
    pub what: String,
    pub value: f64,
    pub unit: &'static str,
    pub bar: Bar,
}

#[derive(Clone, Copy)]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
    /// Told for comparison.
    None,
}

impl Report {
    pub fn new(name: &'static str, title: impl Into<String>) -> Report {
        Report {
            name,
            title: title.into(),
            figures: Vec::new(),
            verdicts: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The first of its figures must be at least so much.
    pub fn must_reach(&mut self, bar: f64) {
        if let Some(figure) = self.figures.first() {
            self.verdicts.push(Verdict {
                what: figure.name.clone(),
                value: figure.median(),
                unit: figure.unit,
                bar: Bar::AtLeast(bar),
            });
        }
    }

    pub fn is_met(&self) -> bool {
        self.verdicts.iter().all(Verdict::is_met)
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "title": self.title,
            "figures": self.figures.iter().map(Figure::json).collect::<Vec<_>>(),
            "verdicts": self.verdicts.iter().map(Verdict::json).collect::<Vec<_>>(),
            "notes": self.notes,
            "met": self.is_met(),
        })
    }
}

impl Figure {
    pub fn new(name: impl Into<String>, unit: &'static str, rounds: Vec<f64>) -> Figure {
        Figure {
            name: name.into(),
            unit,
            rounds,
            besides: Vec::new(),
        }
    }

    pub fn median(&self) -> f64 {
        median(&self.rounds)
    }

    fn json(&self) -> Value {
        let besides = self
            .besides
            .iter()
            .map(|(name, unit, value)| json!({ "name": name, "unit": unit, "median": value }));
        json!({
            "name": self.name,
            "unit": self.unit,
            "median": self.median(),
            "rounds": self.rounds,
            "besides": besides.collect::<Vec<_>>(),
        })
    }
}

impl Verdict {
    pub fn is_met(&self) -> bool {
        match self.bar {
            Bar::AtLeast(bar) => self.value >= bar,
            Bar::AtMost(bar) => self.value <= bar,
            Bar::None => true,
        }
    }

    fn json(&self) -> Value {
        let (kind, bar) = match self.bar {
            Bar::AtLeast(bar) => ("at least", Some(bar)),
            Bar::AtMost(bar) => ("at most", Some(bar)),
            Bar::None => ("none", None),
        };
        json!({
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "bar": bar,
            "bar_kind": kind,
            "met": self.is_met(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.name, self.title)?;
        for figure in &self.figures {
            writeln!(f, "  {figure}")?;
        }
        for verdict in &self.verdicts {
            writeln!(f, "  {verdict}")?;
        }
        for note in &self.notes {
            writeln!(f, "  ({note})")?;
        }
        writeln!(f, "  ({})", surroundings())
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit) = (&self.name, self.unit);
        write!(f, "{name:<34} {:>10} {unit}", number(self.median()))?;
        let least = self.rounds.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.rounds.iter().copied().fold(0.0, f64::max);
        if self.rounds.len() > 1 {
            write!(f, "  ({} to {})", number(least), number(most))?;
        }
        for (name, unit, value) in &self.besides {
            write!(f, ", {name} {} {unit}", number(*value))?;
        }
        Ok(())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, unit) = (&self.what, self.unit);
        let digits = if unit.is_empty() { 2 } else { 1 };
        write!(f, "{what:<34} {:>10.digits$} {unit}", self.value)?;
        let (sign, bar) = match self.bar {
            Bar::AtLeast(bar) => ("≥", bar),
            Bar::AtMost(bar) => ("≤", bar),
            Bar::None => return Ok(()),
        };
        let met = if self.is_met() { "met" } else { "MISSED" };
        write!(f, "  bar {sign} {bar:.digits$}  {met}")
    }
}

/// Everything measured, as one document.
pub fn json(outcomes: &[Result<Report, String>]) -> Value {
    let outcome = |outcome: &Result<Report, String>| match outcome {
        Ok(report) => report.json(),
        Err(error) => json!({ "error": error }),
    };
    json!({
        "processors": processors(),
        "load_average": load_average(),
        "benches": outcomes.iter().map(outcome).collect::<Vec<_>>(),
    })
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 0 => (sorted[middle - 1] + sorted[middle]) / 2.0,
        _ => sorted[middle],
    }
}

fn surroundings() -> String {
    let load = load_average().map_or("unknown".to_owned(), |load| format!("{load:.2}"));
    format!(
        "{} processors, load average {load}, the bench's own load included",
        processors()
    )
}

pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn load_average() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}

fn number(value: f64) -> String {
    match value {
        v if v >= 1000.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}
