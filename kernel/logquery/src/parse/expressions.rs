//! Expressions, from the loosest operator to the tightest.

use super::{DEEPEST, Parser, regex};
use crate::aggregate::{Aggregate, Kind as AggregateKind};
use crate::call::Function;
use crate::error::{Bad, syntax};
use crate::expression::{Expression, Operator, Pattern};
use crate::input::Rows;
use crate::period::Period;
use crate::token::Kind;
use crate::value::Value;

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Result<Expression, Bad> {
        if self.depth >= DEEPEST {
            return Err(syntax(self.place(), "the expression is too deep"));
        }
        self.depth += 1;
        let found = self.or();
        self.depth -= 1;
        found
    }

    pub(super) fn or(&mut self) -> Result<Expression, Bad> {
        let mut left = self.and()?;
        while self.word("or") || self.sign("||") {
            left = join(Operator::Or, left, self.and()?);
        }
        Ok(left)
    }

    pub(super) fn and(&mut self) -> Result<Expression, Bad> {
        let mut left = self.not()?;
        while self.word("and") || self.sign("&&") {
            left = join(Operator::And, left, self.not()?);
        }
        Ok(left)
    }

    pub(super) fn not(&mut self) -> Result<Expression, Bad> {
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

    pub(super) fn comparison(&mut self) -> Result<Expression, Bad> {
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
            let nth = self.inner(|columns| {
                let field = match (columns, own) {
                    ([only], _) => Some(only.clone()),
                    (_, own) => own.filter(|own| columns.contains(own)),
                };
                field.map(Rows::Values)
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
    pub(super) fn negates(&self) -> bool {
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        matches!(next, Some(Kind::Word(word)) if ["like", "in"].iter().any(|w| word.eq_ignore_ascii_case(w)))
    }

    pub(super) fn pattern(&mut self) -> Result<Pattern, Bad> {
        let place = self.place();
        if let Some(Kind::Regex(text)) = self.peek() {
            self.at += 1;
            return regex(text, place).map(Pattern::Regex);
        }
        Ok(Pattern::Text(Box::new(self.sum()?)))
    }

    pub(super) fn sum(&mut self) -> Result<Expression, Bad> {
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

    pub(super) fn product(&mut self) -> Result<Expression, Bad> {
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

    pub(super) fn power(&mut self) -> Result<Expression, Bad> {
        let mut left = self.signed()?;
        while self.sign("^") {
            left = join(Operator::Power, left, self.signed()?);
        }
        Ok(left)
    }

    pub(super) fn signed(&mut self) -> Result<Expression, Bad> {
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

    pub(super) fn primary(&mut self) -> Result<Expression, Bad> {
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
    pub(super) fn call(&mut self, name: &str, place: usize) -> Result<Expression, Bad> {
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
    pub(super) fn period_or(&mut self) -> Result<Expression, Bad> {
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

    pub(super) fn aggregate(
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
