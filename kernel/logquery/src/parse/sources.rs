//! What a query is of, and what it takes besides its events.

use super::{INNER, LOOKUPS, Parser};
use crate::Query;
use crate::error::{Bad, syntax};
use crate::expression::{Expression, Operator};
use crate::input::{Inner, Lookup, Rows};
use crate::source::{ACCOUNTS, CLASSES, PREFIXES, Source};
use crate::stage::{Command, columns};
use crate::token::Kind;

impl Parser<'_> {
    /// `(SOURCE 'group' | fields a)`: its place among the inner queries. `wanted` says, of what it
    /// shows, which of its rows are wanted.
    pub(super) fn inner(
        &mut self,
        wanted: impl FnOnce(&[String]) -> Option<Rows>,
    ) -> Result<usize, Bad> {
        let place = self.place();
        if self.within.is_some() {
            return Err(syntax(place, "nested subqueries are not supported"));
        }
        if self.inner.len() >= INNER {
            return Err(syntax(
                place,
                format!("a query has {INNER} others in it at most"),
            ));
        }
        self.need("(")?;
        let aggregates = self.aggregates.take();
        self.within = Some(place);
        let mut groups = Vec::new();
        if self.word("source") {
            if self.is_word("logGroups") || self.is_word("dataSource") {
                return Err(Bad::Refused(
                    "subqueries of other sources than names".to_owned(),
                ));
            }
            groups = self.list(Self::group)?;
            self.need_bar()?;
        }
        let commands = self.commands()?;
        self.within = None;
        self.aggregates = aggregates;
        self.need(")")?;
        if commands.is_empty() && groups.is_empty() {
            return Err(syntax(place, "the query has no command"));
        }
        if commands.iter().any(|command| command.window().is_some()) {
            return Err(Bad::Refused("diff in a subquery".to_owned()));
        }
        let columns = columns(&commands);
        let wanted = wanted(&columns);
        let wanted = wanted.ok_or_else(|| syntax(place, "the subquery does not show the field"))?;
        self.inner.push(Inner {
            groups,
            query: Query {
                columns,
                source: None,
                inner: Vec::new(),
                commands,
            },
            wanted,
        });
        Ok(self.inner.len() - 1)
    }

    /// `join type=left left=a right=b where a.x=b.y (SOURCE 'group')`.
    pub(super) fn join(&mut self) -> Result<Command, Bad> {
        let (mut outer, mut left, mut right) = (false, None, None);
        while !self.word("where") {
            let place = self.place();
            let setting = self.name()?.to_ascii_lowercase();
            self.need("=")?;
            let at = self.place();
            let value = self.name()?;
            match (setting.as_str(), value.to_ascii_lowercase().as_str()) {
                ("type", "inner") => outer = false,
                ("type", "left") => outer = true,
                ("type", _) => return Err(syntax(at, format!("unknown join type {value}"))),
                ("left", _) => left = Some(value),
                ("right", _) => right = Some(value),
                _ => return Err(syntax(place, format!("unexpected symbol found {setting}"))),
            }
        }
        let place = self.place();
        let (Some(left), Some(right)) = (left, right) else {
            return Err(syntax(place, "join needs left and right"));
        };
        let first = self.name()?;
        self.need("=")?;
        let second = self.name()?;
        let of = |side: &str, name: &str| {
            let path = name.strip_prefix(side)?.strip_prefix('.')?;
            (!path.is_empty()).then(|| path.to_owned())
        };
        let keys = of(&left, &first).zip(of(&right, &second));
        let keys = keys.or_else(|| of(&left, &second).zip(of(&right, &first)));
        let Some((own, other)) = keys.filter(|_| left != right) else {
            return Err(syntax(
                place,
                "join compares a field of the left with one of the right",
            ));
        };
        Ok(Command::Join {
            inner: self.inner(|_| Some(Rows::By(other)))?,
            outer,
            left,
            right,
            key: Expression::Field(own),
        })
    }

    /// `lookup table field as own, … OUTPUT value, …`.
    pub(super) fn lookup(&mut self) -> Result<Command, Bad> {
        let place = self.place();
        if self.within.is_some() || self.lookups >= LOOKUPS {
            let message =
                format!("a query looks up in {LOOKUPS} tables at most, its subqueries in none");
            return Err(syntax(place, message));
        }
        let table = self.name()?.to_string();
        let keys = self.list(|parser| {
            let field = parser.name()?.to_string();
            let own = match parser.word("as") {
                true => parser.name()?.to_string(),
                false => field.clone(),
            };
            Ok((field, own))
        })?;
        if !self.word("output") {
            return Err(self.unexpected());
        }
        let outputs = self.list(Self::name)?;
        self.lookups += 1;
        Ok(Command::Lookup {
            nth: self.lookups - 1,
            lookup: Lookup {
                table,
                keys,
                outputs,
            },
        })
    }

    /// `SOURCE logGroups(namePrefix: ['a', 'b'], class: ['STANDARD'])`.
    pub(super) fn source(&mut self) -> Result<Source, Bad> {
        self.at += 1;
        if self.word("datasource") {
            return Err(Bad::Refused("data sources of queries".to_owned()));
        }
        if !self.word("logGroups") {
            return Err(self.unexpected());
        }
        self.need("(")?;
        let mut source = Source::default();
        while !self.is_sign(")") {
            let place = self.place();
            let name = self.name()?;
            // A colon may be part of the word.
            if !name.ends_with(':') && !self.word(":") {
                return Err(self.unexpected());
            }
            self.need("[")?;
            let values = self.list(Self::text)?;
            self.need("]")?;
            let (known, most) = match name.trim_end_matches(':') {
                "namePrefix" => (&mut source.prefixes, PREFIXES),
                "class" | "logGroupClass" => (&mut source.classes, CLASSES.len()),
                "accountIdentifiers" | "accountIdentifier" => (&mut source.accounts, ACCOUNTS),
                name => return Err(syntax(place, format!("unexpected symbol found {name}"))),
            };
            if !known.is_empty() || values.len() > most {
                return Err(syntax(
                    place,
                    format!("{name} takes up to {most} values once"),
                ));
            }
            *known = values;
            let mut classes = source.classes.iter();
            if let Some(class) = classes.find(|class| !CLASSES.contains(&class.as_str())) {
                return Err(syntax(place, format!("unknown log group class {class}")));
            }
            if !self.sign(",") {
                break;
            }
        }
        self.need(")")?;
        Ok(source)
    }

    /// A name that needs no quotes may be without them.
    fn group(&mut self) -> Result<String, Bad> {
        match self.peek() {
            Some(Kind::Text(_)) => self.text(),
            _ => self.name().map(|name| name.to_string()),
        }
    }

    pub(super) fn text(&mut self) -> Result<String, Bad> {
        match self.peek() {
            Some(Kind::Text(text)) => {
                self.at += 1;
                Ok(text.clone())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A field that is one value or one of several.
    pub(super) fn filter_index(&mut self) -> Result<Command, Bad> {
        let place = self.place();
        let test = self.expression()?;
        let field = match &test {
            Expression::Binary(Operator::Equal, of, value) if value.is_constant() => of,
            Expression::In(of, values) if values.iter().all(Expression::is_constant) => of,
            _ => return Err(syntax(place, "filterIndex takes a field = or in values")),
        };
        match field.as_ref() {
            Expression::Field(field) => Ok(Command::FilterIndex {
                field: field.clone(),
                test,
            }),
            _ => Err(syntax(place, "filterIndex takes a field")),
        }
    }
}
