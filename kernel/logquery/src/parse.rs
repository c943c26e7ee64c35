//! Reading a query.

use crate::Query;
use crate::aggregate::{Aggregate, Kind as AggregateKind};
use crate::call::{Function, shared};
use crate::error::{Bad, syntax};
use crate::expression::{Expression, Operator, Pattern};
use crate::input::{Inner, Lookup};
use crate::period::Period;
use crate::source::{ACCOUNTS, CLASSES, PREFIXES, Source};
use crate::stage::{Command, columns, without_needless_sorts};
use crate::token::{Kind, Token, tokens};
use crate::value::Value;
use crate::window::Window;
use regex::{Regex, RegexBuilder};
use std::sync::Arc;

/// Commands that AWS has and that are not made here.
const REFUSED: [&str; 5] = [
    "anomaly",
    "logcluster",
    "append",
    "subquery",
    "relevantfields",
];

/// Expressions in one another.
const DEEPEST: usize = 100;
const REGEX_SIZE: usize = 1 << 20;
const MOST_LIMIT: usize = 100_000;
/// Queries in one, and tables that it looks up in.
const INNER: usize = 5;
const LOOKUPS: usize = 5;

pub fn query(text: &str) -> Result<Query, Bad> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.chars().count(),
        depth: 0,
        aggregates: None,
        inner: Vec::new(),
        within: None,
        lookups: 0,
    };
    let mut source = None;
    if parser.is_word("source") {
        source = Some(parser.source()?);
        parser.need_bar()?;
    }
    let commands = parser.commands()?;
    if parser.peek().is_some() {
        return Err(parser.unexpected());
    }
    if commands.is_empty() && source.is_none() {
        return Err(syntax(0, "the query has no command"));
    }
    let compares = commands.iter().any(|command| command.window().is_some());
    if compares && !parser.inner.is_empty() {
        return Err(Bad::Refused(
            "diff of a query with another one in it".to_owned(),
        ));
    }
    Ok(Query {
        columns: columns(&commands),
        source,
        inner: parser.inner,
        commands,
    })
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    end: usize,
    depth: usize,
    /// Those of the `stats` that is read.
    aggregates: Option<Vec<Aggregate>>,
    inner: Vec<Inner>,
    /// Where the inner query begins that is read.
    within: Option<usize>,
    lookups: usize,
}

type Named = Vec<(Arc<str>, Expression)>;

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |token| token.at)
    }

    fn unexpected(&self) -> Bad {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(Kind::Word(text) | Kind::Name(text) | Kind::Text(text) | Kind::Regex(text)) => {
                text.clone()
            }
            Some(Kind::Sign(sign)) => (*sign).to_owned(),
        };
        syntax(self.place(), format!("unexpected symbol found {found}"))
    }

    fn is_sign(&self, wanted: &str) -> bool {
        matches!(self.peek(), Some(Kind::Sign(sign)) if *sign == wanted)
    }

    fn is_next(&self, wanted: &str) -> bool {
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        matches!(next, Some(Kind::Sign(sign)) if *sign == wanted)
    }

    fn sign(&mut self, wanted: &str) -> bool {
        let found = self.is_sign(wanted);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, wanted: &str) -> Result<(), Bad> {
        match self.sign(wanted) {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    fn is_word(&self, wanted: &str) -> bool {
        matches!(self.peek(), Some(Kind::Word(word)) if word.eq_ignore_ascii_case(wanted))
    }

    fn word(&mut self, wanted: &str) -> bool {
        let found = self.is_word(wanted);
        self.at += usize::from(found);
        found
    }

    fn name(&mut self) -> Result<Arc<str>, Bad> {
        match self.peek() {
            Some(Kind::Word(name) | Kind::Name(name)) => {
                self.at += 1;
                Ok(shared(name))
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Commands up to the end of the query, or to the parenthesis behind an inner one.
    fn commands(&mut self) -> Result<Vec<Command>, Bad> {
        let mut commands = Vec::new();
        loop {
            // A query may begin or end with a bar.
            while self.sign("|") {}
            if self.is_over() {
                return Ok(without_needless_sorts(commands));
            }
            self.add(&mut commands)?;
            self.need_bar()?;
        }
    }

    fn is_over(&self) -> bool {
        self.peek().is_none() || self.within.is_some() && self.is_sign(")")
    }

    fn need_bar(&self) -> Result<(), Bad> {
        match self.is_over() || self.is_sign("|") {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    /// `(SOURCE 'group' | fields a)`: its place among the inner queries. `wanted` says by which of
    /// what it shows its rows are found.
    fn inner(
        &mut self,
        rows: bool,
        wanted: impl FnOnce(&[String]) -> Option<String>,
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
            groups = self.list(Self::text)?;
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
        let key = wanted(&columns);
        let key = key.ok_or_else(|| syntax(place, "the subquery does not show the field"))?;
        self.inner.push(Inner {
            groups,
            query: Query {
                columns,
                source: None,
                inner: Vec::new(),
                commands,
            },
            key,
            rows,
        });
        Ok(self.inner.len() - 1)
    }

    /// `join type=left left=a right=b where a.x=b.y (SOURCE 'group')`.
    fn join(&mut self) -> Result<Command, Bad> {
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
            inner: self.inner(true, |_| Some(other))?,
            outer,
            left,
            right,
            key: Expression::Field(own),
        })
    }

    /// `lookup table field as own, … OUTPUT value, …`.
    fn lookup(&mut self) -> Result<Command, Bad> {
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

    /// The next command; `diff` belongs to the patterns before it.
    fn add(&mut self, commands: &mut Vec<Command>) -> Result<(), Bad> {
        let place = self.place();
        if !self.word("diff") {
            commands.push(self.command()?);
            return Ok(());
        }
        let window = match self.peek() {
            Some(Kind::Word(word)) => {
                let window = Window::find(word).ok_or_else(|| self.unexpected())?;
                self.at += 1;
                window
            }
            _ => Window::Period,
        };
        if commands.iter().any(|command| command.window().is_some()) {
            return Err(syntax(place, "diff can be used once"));
        }
        if let Some(Command::Pattern { diff, .. }) = commands.last_mut() {
            *diff = Some(window);
            return Ok(());
        }
        let patterns = |command: &Command| matches!(command, Command::Pattern { .. });
        let stats = |command: &Command| matches!(command, Command::Stats { .. });
        if commands.iter().any(stats) {
            return Err(Bad::Refused("diff behind stats".to_owned()));
        }
        if commands.iter().any(patterns) {
            return Err(Bad::Refused(
                "diff that is not right behind pattern".to_owned(),
            ));
        }
        commands.push(Command::Pattern {
            of: Expression::Field("@message".to_owned()),
            diff: Some(window),
        });
        Ok(())
    }

    fn command(&mut self) -> Result<Command, Bad> {
        let place = self.place();
        let name = self.name()?.to_ascii_lowercase();
        match name.as_str() {
            "fields" => self.named().map(Command::Fields),
            "display" => self.named().map(Command::Display),
            "filter" | "where" => self.expression().map(Command::Filter),
            "parse" => self.parse(),
            "stats" => self.stats(),
            "sort" | "order" => self.sort(),
            "limit" | "head" | "tail" => self.limit(),
            "dedup" => self.list(Self::expression).map(Command::Dedup),
            "unnest" => self.unnest(),
            "pattern" => self
                .expression()
                .map(|of| Command::Pattern { of, diff: None }),
            "join" => self.join(),
            "lookup" => self.lookup(),
            "filterindex" => self.filter_index(),
            "unmask" => self.named().map(Command::Unmask),
            name if REFUSED.contains(&name) => {
                Err(Bad::Refused(format!("the command {name} of queries")))
            }
            name => Err(syntax(place, format!("unexpected symbol found {name}"))),
        }
    }

    /// `SOURCE logGroups(namePrefix: ['a', 'b'], class: ['STANDARD'])`.
    fn source(&mut self) -> Result<Source, Bad> {
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

    fn text(&mut self) -> Result<String, Bad> {
        match self.peek() {
            Some(Kind::Text(text)) => {
                self.at += 1;
                Ok(text.clone())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A field that is one value or one of several.
    fn filter_index(&mut self) -> Result<Command, Bad> {
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

    fn list<T>(&mut self, one: fn(&mut Self) -> Result<T, Bad>) -> Result<Vec<T>, Bad> {
        let mut all = vec![one(self)?];
        while self.sign(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn named(&mut self) -> Result<Named, Bad> {
        self.list(Self::one_named)
    }

    /// An expression with its name: that behind `as`, or as it is written.
    fn one_named(&mut self) -> Result<(Arc<str>, Expression), Bad> {
        let begin = self.at;
        let expression = self.expression()?;
        let written = self.written(begin);
        let name = match self.word("as") {
            true => self.name()?,
            false => match &expression {
                Expression::Field(name) => shared(name),
                _ => shared(&written),
            },
        };
        Ok((name, expression))
    }

    fn written(&self, begin: usize) -> String {
        let mut text = String::new();
        for token in self.tokens.get(begin..self.at).unwrap_or_default() {
            match &token.kind {
                Kind::Word(word) | Kind::Name(word) => {
                    if text.ends_with(|c: char| c.is_alphanumeric()) {
                        text.push(' ');
                    }
                    text.push_str(word);
                }
                Kind::Text(inner) => text.push_str(&format!("\"{inner}\"")),
                Kind::Regex(inner) => text.push_str(&format!("/{inner}/")),
                Kind::Sign(",") => text.push_str(", "),
                Kind::Sign(sign @ ("(" | ")" | "[" | "]" | "*")) => text.push_str(sign),
                Kind::Sign(sign) => text.push_str(&format!(" {sign} ")),
            }
        }
        text
    }

    fn sort(&mut self) -> Result<Command, Bad> {
        self.word("by");
        let keys = self.list(|parser| {
            let expression = parser.expression()?;
            let descending = parser.word("desc");
            if !descending {
                parser.word("asc");
            }
            Ok((expression, descending))
        })?;
        Ok(Command::Sort(keys))
    }

    fn limit(&mut self) -> Result<Command, Bad> {
        let place = self.place();
        let word = self.name()?;
        let limit = word.parse().ok().filter(|n| (1..=MOST_LIMIT).contains(n));
        limit
            .map(Command::Limit)
            .ok_or_else(|| syntax(place, format!("invalid limit {word}")))
    }

    fn unnest(&mut self) -> Result<Command, Bad> {
        let of = self.expression()?;
        if !self.word("into") {
            return Err(self.unexpected());
        }
        Ok(Command::Unnest {
            of,
            into: self.name()?,
        })
    }

    /// `parse @message "user=*, *" as user, rest` or `parse @message /(?<user>…)/`.
    fn parse(&mut self) -> Result<Command, Bad> {
        let direct = matches!(self.peek(), Some(Kind::Text(_) | Kind::Regex(_)));
        let of = match direct {
            true => Expression::Field("@message".to_owned()),
            false => self.parsed_field()?,
        };
        let place = self.place();
        match self.peek().cloned() {
            Some(Kind::Text(glob)) => {
                self.at += 1;
                if !self.word("as") {
                    return Err(self.unexpected());
                }
                let names = self.list(Self::name)?;
                let (regex, holes) = glob_regex(&glob, place)?;
                if holes != names.len() {
                    return Err(syntax(
                        place,
                        format!("the pattern has {holes} * and {} names", names.len()),
                    ));
                }
                Ok(Command::Parse { of, regex, names })
            }
            Some(Kind::Regex(text)) => {
                self.at += 1;
                let regex = regex(&text, place)?;
                let names = regex.capture_names().skip(1);
                let names: Option<Vec<Arc<str>>> = names.map(|name| name.map(shared)).collect();
                // Groups without names get them behind `as`.
                let names = match (names, self.word("as")) {
                    (_, true) => self.list(Self::name)?,
                    (Some(names), false) => names,
                    (None, false) => {
                        return Err(syntax(place, "a group of the expression has no name"));
                    }
                };
                match names.len() + 1 == regex.captures_len() && !names.is_empty() {
                    true => Ok(Command::Parse { of, regex, names }),
                    false => Err(syntax(place, "the expression has other groups than names")),
                }
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A field or a function of one: what follows is the pattern, no division.
    fn parsed_field(&mut self) -> Result<Expression, Bad> {
        self.primary()
    }

    fn stats(&mut self) -> Result<Command, Bad> {
        self.aggregates = Some(Vec::new());
        let shown = self.named();
        let aggregates = self.aggregates.take().unwrap_or_default();
        let shown = shown?;
        if aggregates.is_empty() {
            return Err(syntax(self.place(), "stats needs an aggregate function"));
        }
        let by = match self.word("by") {
            true => self.named()?,
            false => Vec::new(),
        };
        Ok(Command::Stats {
            aggregates,
            shown,
            by,
        })
    }

    fn expression(&mut self) -> Result<Expression, Bad> {
        if self.depth >= DEEPEST {
            return Err(syntax(self.place(), "the expression is too deep"));
        }
        self.depth += 1;
        let found = self.or();
        self.depth -= 1;
        found
    }

    fn or(&mut self) -> Result<Expression, Bad> {
        let mut left = self.and()?;
        while self.word("or") || self.sign("||") {
            left = join(Operator::Or, left, self.and()?);
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, Bad> {
        let mut left = self.not()?;
        while self.word("and") || self.sign("&&") {
            left = join(Operator::And, left, self.not()?);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression, Bad> {
        let mut times = 0;
        while self.word("not") {
            times += 1;
        }
        let inner = self.comparison()?;
        Ok(match times % 2 {
            1 => Expression::Not(Box::new(inner)),
            _ => inner,
        })
    }

    fn comparison(&mut self) -> Result<Expression, Bad> {
        const SIGNS: [(&str, Operator); 6] = [
            ("=", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let left = self.sum()?;
        if let Some((_, operator)) = SIGNS.iter().find(|(sign, _)| self.sign(sign)) {
            return Ok(join(*operator, left, self.sum()?));
        }
        let negated = self.is_word("not") && self.negates();
        if negated {
            self.at += 1;
        }
        let found = if self.word("like") || self.sign("=~") {
            Expression::Like(Box::new(left), self.pattern()?)
        } else if self.is_word("in") && self.is_next("(") {
            self.at += 1;
            let own = match &left {
                Expression::Field(name) => Some(name.clone()),
                _ => None,
            };
            let nth = self.inner(false, |columns| match (columns, own) {
                ([only], _) => Some(only.clone()),
                (_, own) => own.filter(|own| columns.contains(own)),
            })?;
            Expression::Among(Box::new(left), nth)
        } else if self.word("in") {
            self.need("[")?;
            let items = match self.is_sign("]") {
                true => Vec::new(),
                false => self.list(Self::sum)?,
            };
            self.need("]")?;
            Expression::In(Box::new(left), items)
        } else {
            return Ok(left);
        };
        Ok(match negated {
            true => Expression::Not(Box::new(found)),
            false => found,
        })
    }

    /// Whether `like` or `in` follows the `not` that is next.
    fn negates(&self) -> bool {
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        matches!(next, Some(Kind::Word(word)) if ["like", "in"].iter().any(|w| word.eq_ignore_ascii_case(w)))
    }

    fn pattern(&mut self) -> Result<Pattern, Bad> {
        let place = self.place();
        if let Some(Kind::Regex(text)) = self.peek() {
            self.at += 1;
            return regex(text, place).map(Pattern::Regex);
        }
        Ok(Pattern::Text(Box::new(self.sum()?)))
    }

    fn sum(&mut self) -> Result<Expression, Bad> {
        let mut left = self.product()?;
        loop {
            let operator = match () {
                () if self.sign("+") => Operator::Plus,
                () if self.sign("-") => Operator::Minus,
                () => return Ok(left),
            };
            left = join(operator, left, self.product()?);
        }
    }

    fn product(&mut self) -> Result<Expression, Bad> {
        let mut left = self.power()?;
        loop {
            let operator = match () {
                () if self.sign("*") => Operator::Times,
                () if self.sign("/") => Operator::Divided,
                () if self.sign("%") => Operator::Rest,
                () => return Ok(left),
            };
            left = join(operator, left, self.power()?);
        }
    }

    fn power(&mut self) -> Result<Expression, Bad> {
        let mut left = self.signed()?;
        while self.sign("^") {
            left = join(Operator::Power, left, self.signed()?);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Expression, Bad> {
        let mut times = 0;
        while self.sign("-") {
            times += 1;
        }
        let inner = self.primary()?;
        Ok(match times % 2 {
            1 => Expression::Minus(Box::new(inner)),
            _ => inner,
        })
    }

    fn primary(&mut self) -> Result<Expression, Bad> {
        let place = self.place();
        match self.peek().cloned() {
            Some(Kind::Sign("(")) => {
                self.at += 1;
                let inner = self.expression()?;
                self.need(")")?;
                Ok(inner)
            }
            Some(Kind::Text(text)) => {
                self.at += 1;
                Ok(Expression::Constant(Value::text(&text)))
            }
            Some(Kind::Name(name)) => {
                self.at += 1;
                Ok(Expression::Field(name))
            }
            Some(Kind::Word(word)) => {
                self.at += 1;
                if self.sign("(") {
                    return self.call(&word, place);
                }
                let digit = word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
                match (digit, word.parse::<f64>()) {
                    (true, Ok(number)) if number.is_finite() => {
                        Ok(Expression::Constant(Value::Number(number)))
                    }
                    (true, _) => Err(syntax(place, format!("unexpected symbol found {word}"))),
                    (false, _) => Ok(match word.as_str() {
                        "true" => Expression::Constant(Value::Bool(true)),
                        "false" => Expression::Constant(Value::Bool(false)),
                        _ => Expression::Field(word),
                    }),
                }
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Behind the parenthesis.
    fn call(&mut self, name: &str, place: usize) -> Result<Expression, Bad> {
        if let (Some(kind), true) = (AggregateKind::find(name), self.aggregates.is_some()) {
            return self.aggregate(name, kind, place);
        }
        let mut arguments = Vec::new();
        let periods = Function::takes_period(name);
        while !self.is_sign(")") {
            arguments.push(match periods {
                true => self.period_or()?,
                false => self.expression()?,
            });
            if !self.sign(",") {
                break;
            }
        }
        self.need(")")?;
        match Function::find(name, arguments.len()) {
            Some(Ok(function)) => Ok(Expression::Call(function, arguments)),
            Some(Err(())) => Err(syntax(
                place,
                format!("wrong number of arguments of {name}"),
            )),
            None => Err(syntax(place, format!("unknown function {name}"))),
        }
    }

    /// `5m` where a period is meant; perhaps in two words.
    fn period_or(&mut self) -> Result<Expression, Bad> {
        let Some(Kind::Word(word)) = self.peek() else {
            return self.expression();
        };
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.expression();
        }
        let place = self.place();
        let mut text = word.clone();
        self.at += 1;
        if let (Some(Kind::Word(unit)), None) = (self.peek(), Period::read(&text)) {
            text.push_str(unit);
            self.at += 1;
        }
        match Period::read(&text) {
            Some(_) => Ok(Expression::Constant(Value::text(&text))),
            None => Err(syntax(place, format!("invalid period {text}"))),
        }
    }

    fn aggregate(
        &mut self,
        name: &str,
        kind: AggregateKind,
        place: usize,
    ) -> Result<Expression, Bad> {
        // No aggregate of aggregates.
        let known = self.aggregates.take().unwrap_or_default();
        let mut percent = 50.0;
        let of = match self.sign("*") || self.is_sign(")") {
            true if kind == AggregateKind::Count => None,
            true => return Err(self.unexpected()),
            false => Some(self.expression()?),
        };
        let takes_percent = kind == AggregateKind::Pct && !name.eq_ignore_ascii_case("median");
        if takes_percent {
            self.need(",")?;
            let place = self.place();
            let word = self.name()?;
            let number = word.parse().ok().filter(|n| (0.0..=100.0).contains(n));
            percent = number.ok_or_else(|| syntax(place, "invalid percentile"))?;
        }
        self.need(")")?;
        let mut known = known;
        if known.len() >= DEEPEST {
            return Err(syntax(place, "too many aggregates"));
        }
        known.push(Aggregate { kind, of, percent });
        let at = known.len() - 1;
        self.aggregates = Some(known);
        Ok(Expression::Aggregate(at))
    }
}

fn join(operator: Operator, left: Expression, right: Expression) -> Expression {
    Expression::Binary(operator, Box::new(left), Box::new(right))
}

fn regex(text: &str, place: usize) -> Result<Regex, Bad> {
    let built = RegexBuilder::new(text).size_limit(REGEX_SIZE).build();
    built.map_err(|_| syntax(place, format!("invalid regular expression {text}")))
}

/// `*` stands for anything, as little as there can be, and at the end for all that is left.
fn glob_regex(glob: &str, place: usize) -> Result<(Regex, usize), Bad> {
    let parts: Vec<&str> = glob.split('*').collect();
    let holes = parts.len() - 1;
    let mut text = "(?s)".to_owned();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            let last = at == holes && part.is_empty();
            text.push_str(if last { "(.*)" } else { "(.*?)" });
        }
        text.push_str(&regex::escape(part));
    }
    Ok((regex(&text, place)?, holes))
}
