//! Running a query over events, from the newest to the oldest.

use crate::aggregate::State;
use crate::error::Bad;
use crate::event::{Event, Row};
use crate::expression::{Expression, Given, number};
use crate::input::Inputs;
use crate::pattern::{Found, Patterns};
use crate::stage::{Command, DIFF, PATTERN};
use crate::value::Value;
use crate::{Query, ROWS};
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// Groups of one `stats`, and rows that one `dedup` tells apart.
const GROUPS: usize = 200_000;
/// Rows that joins make.
const JOINED: usize = 10_000_000;
/// Bytes of rows that are kept at once.
const BYTES: usize = 256 << 20;

pub struct Run<'q> {
    query: &'q Query,
    now: i64,
    stages: Vec<Stage>,
    rows: Vec<Row>,
    most: usize,
    hasher: RandomState,
    bytes: usize,
    /// Events that no `filter` left out.
    matched: u64,
    /// The window that events are of: the query's own, or the one it is compared with.
    window: usize,
    inputs: Arc<Inputs>,
    joined: usize,
}

/// What a command keeps between rows.
enum Stage {
    Nothing,
    Left(usize),
    Seen(HashSet<u64>),
    Sorted {
        rows: Vec<(Vec<Value>, Row)>,
        most: usize,
    },
    Groups(HashMap<Vec<String>, Group>),
    /// What was last there, by name.
    Last(Vec<Option<Value>>),
    /// All rows.
    Kept(Vec<Row>),
    Sums(Vec<Option<f64>>),
    Counted(usize),
    Patterns(Box<Patterns>),
}

struct Group {
    /// In which order groups came.
    nth: usize,
    by: Vec<Value>,
    states: Vec<State>,
}

/// An answer: rows of names and values.
pub struct Answer {
    pub rows: Vec<Vec<(String, String)>>,
    pub matched: u64,
}

impl<'q> Run<'q> {
    /// `most`: rows of the answer, unless the query says less.
    pub fn new(query: &'q Query, most: usize, now: i64) -> Run<'q> {
        Run::with(query, most, now, Inputs::default())
    }

    pub fn with(query: &'q Query, most: usize, now: i64, inputs: Inputs) -> Run<'q> {
        let stages = (0..query.commands.len()).map(|at| stage(query, at, most));
        Run {
            query,
            now,
            stages: stages.collect(),
            rows: Vec::new(),
            most,
            hasher: RandomState::new(),
            bytes: 0,
            matched: 0,
            window: 0,
            inputs: Arc::new(inputs),
            joined: 0,
        }
    }

    /// The events that follow are of the window before, which `diff` compares with.
    pub fn turn(&mut self) -> Result<(), Bad> {
        let mut commands = self.query.commands.iter();
        let until = commands.position(|command| command.window().is_some());
        let until = until.unwrap_or_default();
        self.flush(until)?;
        for (at, kept) in self.stages.iter_mut().enumerate().take(until) {
            *kept = stage(self.query, at, self.most);
        }
        // Nothing is kept before patterns are.
        (self.window, self.bytes) = (1, 0);
        Ok(())
    }

    /// Whether no further event of the window changes the answer.
    pub fn is_full(&self) -> bool {
        let commands = self.query.commands.iter().zip(&self.stages);
        for (command, stage) in commands {
            match (command, stage) {
                (Command::Sort(_) | Command::Stats { .. } | Command::Pattern { .. }, _) => {
                    return false;
                }
                // Its last row is of all others.
                (Command::AddTotals(totals), _) if totals.columns => return false,
                (Command::Limit(_), Stage::Left(0)) => return true,
                _ => {}
            }
        }
        self.rows.len() >= self.most
    }

    pub fn take(&mut self, event: Event) -> Result<(), Bad> {
        let row = Row {
            event: Some(Arc::new(event)),
            ..Row::default()
        };
        self.pass(row, 0)
    }

    /// Through the commands from one on.
    fn pass(&mut self, mut row: Row, from: usize) -> Result<(), Bad> {
        let query = self.query;
        for (at, command) in query.commands.iter().enumerate().skip(from) {
            let inputs = self.inputs.clone();
            let given = Given {
                row: &row,
                now: self.now,
                aggregates: &[],
                inputs: &inputs,
            };
            match command {
                Command::Fields(fields) | Command::Display(fields) | Command::Unmask(fields) => {
                    let made: Vec<(Arc<str>, Value)> = fields
                        .iter()
                        .filter(
                            |(name, of)| !matches!(of, Expression::Field(own) if **own == **name),
                        )
                        .map(|(name, of)| (name.clone(), of.value(&given)))
                        .collect();
                    for (name, value) in made {
                        row.set(&name, value);
                    }
                }
                Command::Filter(test) | Command::FilterIndex { test, .. } => {
                    if !test.value(&given).is_true() {
                        return Ok(());
                    }
                }
                Command::Parse { of, regex, names } => {
                    let text = of.value(&given).as_text();
                    let Some(found) = regex.captures(&text) else {
                        continue;
                    };
                    for (nth, name) in names.iter().enumerate() {
                        if let Some(part) = found.get(nth + 1) {
                            row.set(name, Value::text(part.as_str()));
                        }
                    }
                }
                Command::Lookup { nth, lookup } => {
                    let keys = lookup
                        .keys
                        .iter()
                        .map(|(_, field)| row.field(field).as_text());
                    let keys: Vec<String> = keys.collect();
                    for (name, value) in lookup
                        .outputs
                        .iter()
                        .zip(inputs.look(*nth, &keys).unwrap_or_default())
                    {
                        row.set(name, Value::text(value));
                    }
                }
                Command::Join {
                    inner,
                    outer,
                    left,
                    right,
                    key,
                } => {
                    let found = inputs.matching(*inner, &key.value(&given));
                    let own = Arc::new(row.clone());
                    self.matched += u64::from(from == 0 && !found.is_empty());
                    self.joined += found.len();
                    if self.joined > JOINED {
                        return Err(Bad::TooLarge);
                    }
                    for other in found {
                        let mut joined = row.clone();
                        joined.sides.push((left.clone(), own.clone()));
                        joined.sides.push((right.clone(), other.clone()));
                        self.pass(joined, at + 1)?;
                    }
                    if found.is_empty() && *outer {
                        row.sides.push((left.clone(), own));
                        continue;
                    }
                    return Ok(());
                }
                Command::FillDown(names) => {
                    if let Some(Stage::Last(known)) = self.stages.get_mut(at) {
                        for (name, last) in names.iter().zip(known) {
                            match row.field(name) {
                                Value::Null => {
                                    if let Some(last) = last {
                                        row.set(name, last.clone());
                                    }
                                }
                                value => *last = Some(value),
                            }
                        }
                    }
                }
                Command::AddTotals(totals) => {
                    if let Some(Stage::Sums(sums)) = self.stages.get_mut(at) {
                        totals.take(&mut row, sums);
                    }
                }
                Command::AppendCols { inner, names } => {
                    if let Some(Stage::Counted(place)) = self.stages.get_mut(at) {
                        let other = inputs.at(*inner, *place);
                        *place += 1;
                        for name in names {
                            match other.map(|other| other.field(name)) {
                                None | Some(Value::Null) => {}
                                Some(value) => row.set(name, value),
                            }
                        }
                    }
                }
                Command::FillMissing(_) => {
                    self.room(row.bytes())?;
                    if let Some(Stage::Kept(rows)) = self.stages.get_mut(at) {
                        rows.push(row);
                    }
                    return Ok(());
                }
                Command::Unnest { of, into } => {
                    let items = match of.value(&given) {
                        Value::Json(json) => match json.as_ref() {
                            Json::Array(items) => items.iter().map(Value::of_json).collect(),
                            _ => Vec::new(),
                        },
                        _ => Vec::new(),
                    };
                    self.matched += u64::from(from == 0);
                    for item in items {
                        let mut row = row.clone();
                        row.set(into, item);
                        self.pass(row, at + 1)?;
                    }
                    return Ok(());
                }
                Command::Dedup(keys) => {
                    let values: Vec<Value> = keys.iter().map(|key| key.value(&given)).collect();
                    // A row without one of the fields is kept.
                    if values.iter().any(Value::is_null) {
                        continue;
                    }
                    let texts: Vec<String> = values.iter().map(Value::as_text).collect();
                    let hash = self.hasher.hash_one(texts);
                    if let Some(Stage::Seen(seen)) = self.stages.get_mut(at) {
                        if seen.len() >= GROUPS {
                            return Err(Bad::TooLarge);
                        }
                        if !seen.insert(hash) {
                            return Ok(());
                        }
                    }
                }
                Command::Limit(_) => {
                    if let Some(Stage::Left(left)) = self.stages.get_mut(at) {
                        if *left == 0 {
                            return Ok(());
                        }
                        *left -= 1;
                    }
                }
                Command::Sort(keys) => {
                    self.matched += u64::from(from == 0);
                    let values = keys.iter().map(|(key, _)| key.value(&given)).collect();
                    return self.keep(at, keys, values, row);
                }
                Command::Pattern { of, .. } => {
                    self.matched += u64::from(from == 0);
                    let value = of.value(&given);
                    if let (false, Some(Stage::Patterns(patterns))) =
                        (value.is_null(), self.stages.get_mut(at))
                    {
                        patterns.take(&value.as_text(), self.window);
                    }
                    return Ok(());
                }
                Command::Stats { aggregates, by, .. } => {
                    self.matched += u64::from(from == 0);
                    let by: Vec<Value> = by.iter().map(|(_, of)| of.value(&given)).collect();
                    let Some(Stage::Groups(groups)) = self.stages.get_mut(at) else {
                        return Ok(());
                    };
                    let key: Vec<String> = by.iter().map(Value::as_text).collect();
                    let nth = groups.len();
                    let group = groups.entry(key).or_insert_with(|| Group {
                        nth,
                        by,
                        states: aggregates.iter().map(|_| State::default()).collect(),
                    });
                    for (state, aggregate) in group.states.iter_mut().zip(aggregates) {
                        state.take(aggregate, &given, &self.hasher);
                    }
                    return match groups.len() > GROUPS {
                        true => Err(Bad::TooLarge),
                        false => Ok(()),
                    };
                }
            }
        }
        self.matched += u64::from(from == 0);
        if self.rows.len() < self.most {
            self.room(row.bytes())?;
            self.rows.push(row);
        }
        Ok(())
    }

    fn room(&mut self, bytes: usize) -> Result<(), Bad> {
        self.bytes += bytes;
        match self.bytes > BYTES {
            true => Err(Bad::TooLarge),
            false => Ok(()),
        }
    }

    /// Of what is to be sorted only as many rows as are shown in the end.
    fn keep(
        &mut self,
        at: usize,
        keys: &[(Expression, bool)],
        values: Vec<Value>,
        row: Row,
    ) -> Result<(), Bad> {
        self.room(row.bytes())?;
        let Some(Stage::Sorted { rows, most }) = self.stages.get_mut(at) else {
            return Ok(());
        };
        rows.push((values, row));
        if rows.len() >= most.saturating_mul(2).max(64) {
            sort(rows, keys);
            rows.truncate(*most);
            self.bytes = rows.iter().map(|(_, row)| row.bytes()).sum();
        }
        Ok(())
    }

    /// All events have come.
    pub fn finish(mut self) -> Result<Answer, Bad> {
        let query = self.query;
        self.flush(query.commands.len())?;
        let columns = &query.columns;
        let rows = self.rows.iter().map(|row| show(row, columns));
        Ok(Answer {
            rows: rows.collect(),
            matched: self.matched,
        })
    }

    /// All events have come; what is left of them, for a query around this one.
    pub fn rows(mut self) -> Result<Vec<Row>, Bad> {
        self.flush(self.query.commands.len())?;
        Ok(self.rows)
    }

    /// Lets go what the first commands have kept.
    fn flush(&mut self, until: usize) -> Result<(), Bad> {
        let query = self.query;
        for (at, command) in query.commands.iter().enumerate().take(until) {
            let Some(stage) = self.stages.get_mut(at) else {
                break;
            };
            match (command, std::mem::replace(stage, Stage::Nothing)) {
                (Command::Sort(keys), Stage::Sorted { mut rows, .. }) => {
                    sort(&mut rows, keys);
                    for (_, row) in rows {
                        self.pass(row, at + 1)?;
                    }
                }
                (
                    Command::Stats {
                        aggregates,
                        shown,
                        by,
                    },
                    Stage::Groups(groups),
                ) => {
                    let mut groups: Vec<Group> = groups.into_values().collect();
                    groups.sort_by_key(|group| group.nth);
                    // Of no rows there still is a number.
                    if groups.is_empty() && by.is_empty() {
                        groups.push(Group {
                            nth: 0,
                            by: Vec::new(),
                            states: aggregates.iter().map(|_| State::default()).collect(),
                        });
                    }
                    for mut group in groups {
                        let results = group.states.iter_mut().zip(aggregates);
                        let results: Vec<Value> = results
                            .map(|(state, aggregate)| state.result(aggregate))
                            .collect();
                        let row = self.result(&group.by, by, shown, &results);
                        self.pass(row, at + 1)?;
                    }
                }
                (Command::Pattern { diff, .. }, Stage::Patterns(patterns)) => {
                    for row in pattern_rows(patterns.found(), diff.is_some()) {
                        self.pass(row, at + 1)?;
                    }
                }
                (Command::FillMissing(missing), Stage::Kept(rows)) => {
                    for row in missing.fill(rows)? {
                        self.pass(row, at + 1)?;
                    }
                }
                (Command::AddTotals(totals), Stage::Sums(sums)) if totals.columns => {
                    self.pass(totals.last(&sums), at + 1)?;
                }
                // What counts rows goes on doing so.
                (_, left) => self.stages[at] = left,
            }
        }
        Ok(())
    }

    fn result(
        &self,
        values: &[Value],
        by: &[(Arc<str>, Expression)],
        shown: &[(Arc<str>, Expression)],
        results: &[Value],
    ) -> Row {
        let mut row = Row::default();
        for ((name, _), value) in by.iter().zip(values) {
            row.set(name, value.clone());
        }
        let mut made = Vec::new();
        for (name, of) in shown {
            let given = Given {
                row: &row,
                now: self.now,
                aggregates: results,
                inputs: &self.inputs,
            };
            made.push((name.clone(), of.value(&given)));
        }
        for (name, value) in made {
            row.set(&name, value);
        }
        row
    }
}

/// Patterns as rows; of a comparison, those first that have changed the most.
fn pattern_rows(mut all: Vec<Found>, compared: bool) -> Vec<Row> {
    let total: u64 = all.iter().map(|found| found.counts[0]).sum();
    if compared {
        all.sort_by_key(|found| std::cmp::Reverse(found.counts[0].abs_diff(found.counts[1])));
    }
    let [text, ratio, count, severity] = PATTERN.map(Arc::<str>::from);
    let diff = DIFF.map(Arc::<str>::from);
    let rows = all.into_iter().map(|found| {
        let [now, before] = found.counts.map(|count| count as f64);
        let mut row = Row::default();
        row.set(&text, Value::text(&found.text));
        row.set(&ratio, number(Some(now / total.max(1) as f64)));
        row.set(&count, Value::Number(now));
        row.set(&severity, found.severity.map_or(Value::Null, Value::text));
        if compared {
            let change = now - before;
            let percent = number(Some(change * 100.0 / before));
            let values = [Value::Number(before), Value::Number(change), percent];
            for (name, value) in diff.iter().zip(values) {
                row.set(name, value);
            }
        }
        row
    });
    rows.collect()
}

fn stage(query: &Query, at: usize, most: usize) -> Stage {
    match &query.commands[at] {
        Command::Limit(limit) => Stage::Left(*limit),
        Command::Dedup(_) => Stage::Seen(HashSet::new()),
        Command::Stats { .. } => Stage::Groups(HashMap::new()),
        Command::Pattern { .. } => Stage::Patterns(Box::default()),
        Command::FillDown(names) => Stage::Last(vec![None; names.len()]),
        Command::FillMissing(_) => Stage::Kept(Vec::new()),
        Command::AddTotals(totals) => Stage::Sums(totals.sums()),
        Command::AppendCols { .. } => Stage::Counted(0),
        Command::Sort(_) => Stage::Sorted {
            rows: Vec::new(),
            most: behind(query, at, most),
        },
        _ => Stage::Nothing,
    }
}

/// How many rows of a sorting come to be shown at most: as many as the next limit lets through, if
/// nothing before that may leave rows out.
fn behind(query: &Query, at: usize, most: usize) -> usize {
    for command in query.commands.iter().skip(at + 1) {
        match command {
            Command::Limit(limit) => return (*limit).min(most),
            Command::Fields(_)
            | Command::Display(_)
            | Command::Unmask(_)
            | Command::FillDown(_)
            | Command::AppendCols { .. }
            | Command::Parse { .. } => {}
            Command::AddTotals(totals) if !totals.columns => {}
            _ => return ROWS * 10,
        }
    }
    most
}

fn sort(rows: &mut [(Vec<Value>, Row)], keys: &[(Expression, bool)]) {
    rows.sort_by(|(left, _), (right, _)| {
        let pairs = left.iter().zip(right).zip(keys);
        for ((left, right), (_, descending)) in pairs {
            let order = match (left.is_null() || right.is_null(), *descending) {
                // What is not there comes last, either way.
                (false, true) => right.order(left),
                _ => left.order(right),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    });
}

fn show(row: &Row, columns: &[String]) -> Vec<(String, String)> {
    let shown = columns.iter().filter_map(|name| {
        let value = row.field(name).shown()?;
        Some((name.clone(), value))
    });
    let mut shown: Vec<(String, String)> = shown.collect();
    if let Some(event) = &row.event {
        shown.retain(|(name, _)| name != "@ptr");
        shown.push(("@ptr".to_owned(), event.pointer.clone()));
    }
    shown
}
