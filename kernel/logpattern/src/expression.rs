//! Conditions joined by `&&` and `||`, the former first, and parentheses.

use crate::Bad;
use crate::reader::Reader;

#[derive(Clone, Debug)]
pub enum Expression<T> {
    One(T),
    All(Vec<Expression<T>>),
    Any(Vec<Expression<T>>),
}

/// Parentheses in one another.
const DEEPEST: usize = 64;

impl<T> Expression<T> {
    pub fn parse(
        reader: &mut Reader<'_>,
        one: &mut impl FnMut(&mut Reader<'_>) -> Result<T, Bad>,
    ) -> Result<Expression<T>, Bad> {
        any(reader, one, 0)
    }

    pub fn holds(&self, test: &impl Fn(&T) -> bool) -> bool {
        match self {
            Expression::One(one) => test(one),
            Expression::All(all) => all.iter().all(|part| part.holds(test)),
            Expression::Any(any) => any.iter().any(|part| part.holds(test)),
        }
    }
}

type One<'o, T> = dyn FnMut(&mut Reader<'_>) -> Result<T, Bad> + 'o;

fn any<T>(
    reader: &mut Reader<'_>,
    one: &mut One<'_, T>,
    depth: usize,
) -> Result<Expression<T>, Bad> {
    let mut parts = vec![all(reader, one, depth)?];
    while reader.take("||") {
        parts.push(all(reader, one, depth)?);
    }
    Ok(join(parts, Expression::Any))
}

fn all<T>(
    reader: &mut Reader<'_>,
    one: &mut One<'_, T>,
    depth: usize,
) -> Result<Expression<T>, Bad> {
    let mut parts = vec![single(reader, one, depth)?];
    while reader.take("&&") {
        parts.push(single(reader, one, depth)?);
    }
    Ok(join(parts, Expression::All))
}

fn single<T>(
    reader: &mut Reader<'_>,
    one: &mut One<'_, T>,
    depth: usize,
) -> Result<Expression<T>, Bad> {
    if !reader.take("(") {
        return one(reader).map(Expression::One);
    }
    if depth >= DEEPEST {
        return Err(Bad::Pattern);
    }
    let inner = any(reader, one, depth + 1)?;
    match reader.take(")") {
        true => Ok(inner),
        false => Err(Bad::Pattern),
    }
}

fn join<T>(
    mut parts: Vec<Expression<T>>,
    of: fn(Vec<Expression<T>>) -> Expression<T>,
) -> Expression<T> {
    match (parts.len(), parts.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            parts.extend(last);
            of(parts)
        }
    }
}
