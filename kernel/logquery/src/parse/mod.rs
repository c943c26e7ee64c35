//! Reading a query.

mod expressions;
mod shapes;
mod sources;

use crate::Query;
use crate::aggregate::Aggregate;
use crate::call::shared;
use crate::error::{Bad, syntax};
use crate::expression::Expression;
use crate::input::Inner;
use crate::stage::{Command, columns, without_needless_sorts};
use crate::token::{Kind, Token, tokens};
use crate::window::Window;
use regex::{Regex, RegexBuilder};
use std::sync::Arc;

/// Commands that AWS has and that are not made here.
const REFUSED: [&str; 6] = [
    "anomaly",
    "append",
    "logcluster",
    "logcompare",
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

    /// The next command; `diff` belongs to the patterns before it.
    fn add(&mut self, commands: &mut Vec<Command>) -> Result<(), Bad> {
        let place = self.place();
        if let Some(command) = self.shaping(commands)? {
            commands.push(command);
            return Ok(());
        }
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
