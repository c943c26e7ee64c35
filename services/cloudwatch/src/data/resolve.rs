//! Computes queries: metrics are read once, expressions when they are asked for.

use super::query::{Query, check_expression};
use super::{Measured, label};
use crate::anomaly;
use crate::errors;
use crate::limits;
use crate::metric::{METRICS, Window, read, unit};
use haneul_metric::math::{Scene, Series, Value};
use haneul_metric::search::{Names, Search};
use haneul_metric::{Spread, Stat};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// From when until when.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub start: i64,
    pub end: i64,
    /// Periods begin exactly at the start, as alarms have it.
    pub exact: bool,
}

/// What a query found: a series, or several.
pub struct Found {
    pub series: Vec<Series>,
}

/// Expressions that name expressions, at most so deep.
const DEEPEST: usize = 32;

pub struct Resolver<'a, 'c, 't> {
    cx: RefCell<&'a mut Cx<'c>>,
    queries: &'t [Query],
    asked: Asked,
    zone: Option<&'t str>,
    known: RefCell<HashMap<String, Value>>,
    /// What the store or a bound refused, which is no matter of the expression.
    failure: RefCell<Option<AwsError>>,
    computed: Cell<usize>,
    depth: Cell<usize>,
    /// The samples of each period of metrics that were read, for whoever asks how many there were.
    pub samples: RefCell<HashMap<String, Vec<(i64, f64)>>>,
}

const DAY: i64 = 86_400;

/// The start of the first period: older times are looked at in larger steps.
pub fn aligned(start: i64, period: i64, now: i64) -> i64 {
    let step = match (now - start) / DAY {
        _ if period < 60 => period,
        ..15 => 60,
        15..63 => 300,
        _ => 3_600,
    };
    start.div_euclid(step) * step
}

impl<'a, 'c, 't> Resolver<'a, 'c, 't> {
    pub fn new(
        cx: &'a mut Cx<'c>,
        queries: &'t [Query],
        asked: Asked,
        zone: Option<&'t str>,
    ) -> Self {
        Resolver {
            cx: RefCell::new(cx),
            queries,
            asked,
            zone,
            known: RefCell::default(),
            failure: RefCell::default(),
            computed: Cell::new(0),
            depth: Cell::new(0),
            samples: RefCell::default(),
        }
    }

    /// What a query found, under the names it goes by.
    pub fn find(&self, query: &Query) -> Result<Found, AwsError> {
        let value = self.value(query);
        if let Some(failure) = self.failure.borrow_mut().take() {
            return Err(failure);
        }
        let bad = |why| errors::validation(format!("Error in expression '{}': {why}", query.id));
        let own = query.label.as_deref();
        let mut series = match value.map_err(bad)? {
            Value::Series(mut series) => {
                if query.expression.is_some() {
                    series.label = own.unwrap_or(&query.id).to_owned();
                }
                vec![series]
            }
            Value::List(list) => list
                .into_iter()
                .map(|mut series| {
                    series.label = match own {
                        Some("") => series.label,
                        Some(own) if own.contains("${LABEL}") => {
                            own.replace("${LABEL}", &series.label)
                        }
                        other => format!("{} {}", other.unwrap_or(&query.id), series.label),
                    };
                    series
                })
                .collect(),
            other => {
                return Err(bad(format!(
                    "The result is a {} and has to be a time series",
                    other.kind()
                )));
            }
        };
        for series in &mut series {
            series.label = label::fill(&series.label, series, query.metric.as_ref(), self.zone);
        }
        Ok(Found { series })
    }

    /// The values of a query that is one series.
    pub fn points_of(&self, query: &Query) -> Result<Vec<(i64, f64)>, AwsError> {
        let mut series = self.find(query)?.series;
        match series.len() {
            1 => Ok(series.swap_remove(0).points),
            many => Err(errors::validation(format!(
                "Error in expression '{}': one series is asked for, and not {many}",
                query.id
            ))),
        }
    }

    /// What is to be expected in each period: at most so much, and at least.
    fn band(&self, id: &str, width: f64, usual: i64) -> Result<[Series; 2], String> {
        let query = self.queries.iter().find(|query| query.id == id);
        let query = query.ok_or_else(|| format!("Undefined variable {id}"))?;
        let period = query.metric.as_ref().map(|measured| measured.period);
        let period = period.or(query.period).unwrap_or(usual);
        let (start, end) = (self.start(period), self.asked.end);
        self.count(((end - start) / period.max(1)).max(0) as usize)?;
        let model = {
            let mut cx = self.cx.borrow_mut();
            anomaly::model(&mut cx, self.queries, query)
        };
        let model = model.map_err(|error| self.fail(error))?;
        let bound = |label: &str, way: f64| {
            let moments = (0..).map(|n| start + n * period).take_while(|at| *at < end);
            let points = model.iter().flat_map(|model| {
                let of = |at: i64| {
                    let expected = model.at(at)?;
                    Some((at, expected.middle + way * width * expected.deviation))
                };
                moments.clone().filter_map(of).collect::<Vec<_>>()
            });
            Series {
                label: label.to_owned(),
                period,
                points: points.collect(),
                measured: false,
            }
        };
        Ok([bound("High", 1.0), bound("Low", -1.0)])
    }

    /// Data points that are computed: they have a bound.
    fn count(&self, points: usize) -> Result<(), String> {
        self.computed.set(self.computed.get() + points);
        match self.computed.get() > limits::COMPUTED {
            true => Err(self.fail(errors::validation(format!(
                "The query needs more than {} data points.",
                limits::COMPUTED
            )))),
            false => Ok(()),
        }
    }

    fn value(&self, query: &Query) -> Result<Value, String> {
        if let Some(known) = self.known.borrow().get(&query.id) {
            return Ok(known.clone());
        }
        if self.depth.get() > DEEPEST {
            return Err("Expressions name one another in a circle".to_owned());
        }
        self.depth.set(self.depth.get() + 1);
        let value = match (&query.metric, &query.expression) {
            (Some(measured), _) => self.measured(query, measured).map(Value::Series),
            (None, Some(text)) => self.computed(query, text),
            (None, None) => Err("Nothing is asked for".to_owned()),
        }?;
        self.depth.set(self.depth.get() - 1);
        self.known
            .borrow_mut()
            .insert(query.id.clone(), value.clone());
        Ok(value)
    }

    fn computed(&self, query: &Query, text: &str) -> Result<Value, String> {
        let expression = check_expression(&query.id, text).map_err(|error| error.message)?;
        let ids = expression.ids();
        let named = self
            .queries
            .iter()
            .filter(|query| ids.contains(query.id.as_str()));
        let smallest = |queries: &mut dyn Iterator<Item = &Query>| {
            queries
                .filter_map(|query| Some(query.metric.as_ref()?.period))
                .min()
        };
        let period = query.period;
        let period = period.or_else(|| smallest(&mut { named }));
        let period = period.or_else(|| smallest(&mut self.queries.iter()));
        let view = View {
            resolver: self,
            period: period.unwrap_or(300),
        };
        expression.evaluate(&view)
    }

    fn start(&self, period: i64) -> i64 {
        match self.asked.exact {
            true => self.asked.start,
            false => aligned(self.asked.start, period, self.cx.borrow().now().as_second()),
        }
    }

    fn measured(&self, query: &Query, measured: &Measured) -> Result<Series, String> {
        let label = query
            .label
            .clone()
            .unwrap_or_else(|| label::usual(measured, self.queries));
        let (points, samples) = self.points(measured)?;
        self.samples.borrow_mut().insert(query.id.clone(), samples);
        Ok(Series {
            label,
            period: measured.period,
            points,
            measured: true,
        })
    }

    /// The statistic of each period, and how many samples each had.
    fn points(&self, measured: &Measured) -> Result<(Vec<(i64, f64)>, Vec<(i64, f64)>), String> {
        let stat = Stat::read(&measured.stat).ok_or("no such statistic")?;
        let now = self.cx.borrow().now().as_second();
        let window = Window {
            start: self.start(measured.period),
            end: self.asked.end,
            period: measured.period,
            now,
        };
        let mut cx = self.cx.borrow_mut();
        let scope = cx.scope();
        let found = match read(cx.tx, scope, measured.identity(), &window) {
            Ok(found) => found,
            Err(error) => return Err(self.fail(error)),
        };
        let wanted = measured.unit.as_deref().map(|unit| unit::code(Some(unit)));
        let mut spreads: Vec<(i64, Spread)> = Vec::with_capacity(found.len());
        for point in found {
            if wanted.is_some_and(|wanted| wanted != point.unit) {
                continue;
            }
            match spreads.last_mut().filter(|(at, _)| *at == point.at) {
                Some((_, spread)) => spread.add(&point.spread),
                None => spreads.push((point.at, point.spread)),
            }
        }
        self.count(spreads.len())?;
        let points = spreads
            .iter()
            .filter_map(|(at, spread)| Some((*at, stat.of(spread)?)));
        let samples = spreads.iter().map(|(at, spread)| (*at, spread.count));
        Ok((points.collect(), samples.collect()))
    }

    fn fail(&self, error: AwsError) -> String {
        let said = error.message.clone();
        *self.failure.borrow_mut() = Some(error);
        said
    }

    fn search(&self, text: &str, stat: &str, period: i64) -> Result<Vec<Series>, String> {
        let search = Search::parse(text)?;
        let found = {
            let mut cx = self.cx.borrow_mut();
            search_all(&mut cx, &search)
        };
        let found = found.map_err(|error| self.fail(error))?;
        let mut all = Vec::with_capacity(found.len());
        for (namespace, name, dimensions) in found {
            let measured = Measured {
                namespace,
                name,
                dimensions,
                period,
                stat: stat.to_owned(),
                unit: None,
            };
            let (points, _) = self.points(&measured)?;
            let label = label::of_found(&measured);
            all.push(Series {
                label,
                period,
                points,
                measured: true,
            });
        }
        Ok(all)
    }
}

type Name = (String, String, Vec<(String, String)>);

/// Metrics of the last two weeks that a search finds.
fn search_all(cx: &mut Cx, search: &Search) -> Result<Vec<Name>, AwsError> {
    let since = cx.now().as_second() - 14 * DAY;
    let mut span = match &search.schema {
        Some((namespace, _)) => Span::prefix(namespace),
        None => Span::all(),
    };
    let mut found = Vec::new();
    loop {
        let scope = cx.scope();
        let rows = METRICS.scan(cx.tx, scope, span.clone(), 500, false)?;
        let Some((last, _)) = rows.last() else {
            return Ok(found);
        };
        span = span.after(last);
        for ((namespace, name, _), row) in rows {
            let names = Names {
                namespace: &namespace,
                name: &name,
                dimensions: &row.dimensions,
            };
            if row.seen.as_second() >= since && search.finds(&names) {
                found.push((namespace, name, row.dimensions));
            }
            if found.len() == limits::FOUND {
                return Ok(found);
            }
        }
    }
}

/// How one expression sees the others: with moments of its own period.
struct View<'r, 'a, 'c, 't> {
    resolver: &'r Resolver<'a, 'c, 't>,
    period: i64,
}

impl Scene for View<'_, '_, '_, '_> {
    fn named(&self, id: &str) -> Option<Result<Value, String>> {
        let query = self.resolver.queries.iter().find(|query| query.id == id)?;
        Some(self.resolver.value(query))
    }

    fn metrics(&self, part: &str) -> Vec<Series> {
        let all = self.resolver.queries.iter();
        let metrics = all.filter(|query| query.metric.is_some() && query.id.contains(part));
        let series = metrics.filter_map(|query| match self.resolver.value(query) {
            Ok(Value::Series(series)) => Some(series),
            _ => None,
        });
        series.collect()
    }

    fn search(&self, search: &str, stat: &str, period: Option<i64>) -> Result<Vec<Series>, String> {
        Stat::read(stat).ok_or_else(|| format!("'{stat}' is no statistic"))?;
        let period = period.unwrap_or(self.period);
        super::query::check_period(period, "Period").map_err(|error| error.message)?;
        self.resolver.search(search, stat, period)
    }

    fn band(&self, id: &str, width: f64) -> Result<[Series; 2], String> {
        self.resolver.band(id, width, self.period)
    }

    fn grid(&self) -> (i64, i64, i64) {
        (
            self.resolver.start(self.period),
            self.resolver.asked.end,
            self.period,
        )
    }
}
