//! Commands over what those before them show: totals, gaps, columns of other queries.

use super::Parser;
use crate::call::{Function, shared};
use crate::error::{Bad, syntax};
use crate::event::Row;
use crate::expression::{Expression, Given};
use crate::gaps::FillMissing;
use crate::input::{Inputs, Rows};
use crate::period::Period;
use crate::stage::{Command, columns};
use crate::token::Kind;
use crate::totals::{AddTotals, TOTAL};
use crate::value::Value;
use std::sync::Arc;

/// Rows of another query whose columns are appended.
const APPENDED: usize = 10_000;
const MOST_APPENDED: usize = 100_000;

impl Parser<'_> {
    /// The next command, if it is one of these.
    pub(super) fn shaping(&mut self, before: &[Command]) -> Result<Option<Command>, Bad> {
        let place = self.place();
        Ok(Some(if self.word("filldown") {
            Command::FillDown(self.fill_down(before)?)
        } else if self.word("fillmissing") {
            Command::FillMissing(self.fill_missing(before, place)?)
        } else if self.word("addtotals") {
            Command::AddTotals(self.add_totals(before)?)
        } else if self.word("appendcols") {
            self.append_cols(before)?
        } else {
            return Ok(None);
        }))
    }

    /// `filldown host cpu*`: of those that are shown, where there is a `*`; without any, all of them.
    fn fill_down(&mut self, before: &[Command]) -> Result<Vec<Arc<str>>, Bad> {
        let shown = columns(before);
        let mut names: Vec<Arc<str>> = Vec::new();
        let mut add = |name: &str| {
            if !names.iter().any(|known| known.as_ref() == name) {
                names.push(shared(name));
            }
        };
        let mut any = false;
        while !self.is_over() && !self.is_sign("|") {
            any = true;
            let wanted = self.wildcard()?;
            match wanted.contains('*') {
                true => {
                    let fits = shown.iter().filter(|name| fits(&wanted, name));
                    fits.for_each(|name| add(name));
                }
                false => add(&wanted),
            }
            self.sign(",");
        }
        if !any {
            shown.iter().for_each(|name| add(name));
        }
        Ok(names)
    }

    /// A name with `*` in it. What is written without a space between is one name.
    fn wildcard(&mut self) -> Result<String, Bad> {
        let mut wanted = String::new();
        let mut end = None;
        while let Some(token) = self.tokens.get(self.at) {
            let text = match &token.kind {
                Kind::Word(word) => word.as_str(),
                Kind::Name(name) if wanted.is_empty() => {
                    self.at += 1;
                    return Ok(name.clone());
                }
                Kind::Sign("*") => "*",
                _ => break,
            };
            if end.is_some_and(|end| end != token.at) {
                break;
            }
            wanted.push_str(text);
            end = Some(token.at + text.chars().count());
            self.at += 1;
        }
        match wanted.is_empty() {
            true => Err(self.unexpected()),
            false => Ok(wanted),
        }
    }

    /// `fillmissing with 0 for a, '' for b`, behind `stats … by bin(1m)`.
    fn fill_missing(&mut self, before: &[Command], place: usize) -> Result<FillMissing, Bad> {
        let with = match self.word("with") {
            true => self.list(Self::filling)?,
            false => Vec::new(),
        };
        let stats = before.iter().rev().find_map(|command| match command {
            Command::Stats { by, .. } => Some(by),
            _ => None,
        });
        let found = stats.and_then(|by| by.iter().find_map(|(name, of)| Some((name, bin(of)?))));
        let Some((column, period)) = found else {
            return Err(syntax(place, "fillmissing is used behind stats by bin()"));
        };
        let others = stats.into_iter().flatten().map(|(name, _)| name);
        Ok(FillMissing {
            column: column.clone(),
            period,
            by: others.filter(|name| *name != column).cloned().collect(),
            with,
        })
    }

    /// `0 for field`
    fn filling(&mut self) -> Result<(Arc<str>, Value), Bad> {
        let place = self.place();
        let of = self.expression()?;
        if !of.is_constant() {
            return Err(syntax(place, "fillmissing fills with a constant value"));
        }
        if !self.word("for") {
            return Err(self.unexpected());
        }
        let given = Given {
            row: &Row::default(),
            now: 0,
            aggregates: &[],
            inputs: &Inputs::default(),
        };
        Ok((self.name()?, of.value(&given)))
    }

    /// `addtotals fieldname=Sum row=true col=true a, b`.
    fn add_totals(&mut self, before: &[Command]) -> Result<AddTotals, Bad> {
        let (mut name, mut rows, mut of_columns) = (shared(TOTAL), true, false);
        while self.is_next("=") {
            let place = self.place();
            let setting = self.name()?.to_ascii_lowercase();
            self.need("=")?;
            match setting.as_str() {
                "fieldname" => name = self.name_or_text()?,
                "row" => rows = self.truth()?,
                "col" => of_columns = self.truth()?,
                _ => return Err(syntax(place, format!("unexpected symbol found {setting}"))),
            }
            self.sign(",");
        }
        let of = match self.is_over() || self.is_sign("|") {
            true => columns(before).iter().map(|name| shared(name)).collect(),
            false => self.list(Self::name)?,
        };
        Ok(AddTotals {
            row: rows.then_some(name),
            columns: of_columns,
            of,
        })
    }

    /// `appendcols override=true max=10 (SOURCE 'group' | stats count(*))`.
    fn append_cols(&mut self, before: &[Command]) -> Result<Command, Bad> {
        let (mut replaces, mut most) = (false, APPENDED);
        while self.is_next("=") {
            let place = self.place();
            let setting = self.name()?.to_ascii_lowercase();
            self.need("=")?;
            match setting.as_str() {
                "override" => replaces = self.truth()?,
                "max" => {
                    let at = self.place();
                    let word = self.name()?;
                    let number = word.parse().ok();
                    let number = number.filter(|most| (1..=MOST_APPENDED).contains(most));
                    let wrong = || syntax(at, format!("invalid max {word}"));
                    most = number.ok_or_else(wrong)?;
                }
                _ => return Err(syntax(place, format!("unexpected symbol found {setting}"))),
            }
            self.sign(",");
        }
        let known = columns(before);
        let mut names = Vec::new();
        let inner = self.inner(|shown| {
            let new = shown
                .iter()
                .filter(|name| replaces || !known.contains(*name));
            names = new.map(|name| shared(name)).collect();
            Some(Rows::First(most))
        })?;
        Ok(Command::AppendCols { inner, names })
    }

    fn name_or_text(&mut self) -> Result<Arc<str>, Bad> {
        match self.peek() {
            Some(Kind::Text(_)) => self.text().map(|text| shared(&text)),
            _ => self.name(),
        }
    }

    fn truth(&mut self) -> Result<bool, Bad> {
        let found = ["true", "false"].iter().find(|word| self.is_word(word));
        let found = found.ok_or_else(|| self.unexpected())?;
        self.at += 1;
        Ok(*found == "true")
    }
}

/// The period of a `bin`.
fn bin(of: &Expression) -> Option<Period> {
    let Expression::Call(function, arguments) = of else {
        return None;
    };
    let [Expression::Constant(period)] = arguments.as_slice() else {
        return None;
    };
    match *function == Function::find("bin", 1)?.ok()? {
        true => Period::read(&period.as_text()),
        false => None,
    }
}

/// Whether a name is what a pattern with `*` means.
fn fits(wanted: &str, name: &str) -> bool {
    let mut parts = wanted.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_stand_for_anything() {
        for (wanted, name) in [
            ("*", ""),
            ("a*", "a"),
            ("a*c", "abc"),
            ("*b*", "abc"),
            ("a*a", "aa"),
        ] {
            assert!(fits(wanted, name), "{wanted} {name}");
        }
        for (wanted, name) in [("a*", "ba"), ("a*a", "a"), ("a*b*c", "acb"), ("*x", "xy")] {
            assert!(!fits(wanted, name), "{wanted} {name}");
        }
    }
}
