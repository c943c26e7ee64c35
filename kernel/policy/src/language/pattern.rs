use super::glob::{self, push_wild};
use crate::context::Context;

/// Which signs of a text mean something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub wildcards: bool,
    pub variables: bool,
}

/// A text of a policy that may hold wildcards and policy variables.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    text: Box<str>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    Fixed(Box<[u8]>),
    Varying(Box<[Part]>),
}

#[derive(Clone, Debug)]
enum Part {
    Mask(Box<[u8]>),
    Variable {
        key: Box<str>,
        default: Option<Box<str>>,
    },
}

impl Pattern {
    pub fn new(text: &str, style: Style) -> Self {
        Self {
            text: text.into(),
            body: compile(text, style),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// True when the text means exactly itself: no wildcard, no variable.
    pub fn is_literal(&self) -> bool {
        matches!(&self.body, Body::Fixed(mask) if glob::is_literal(mask))
    }

    pub fn has_variables(&self) -> bool {
        matches!(self.body, Body::Varying(_))
    }

    /// Tests the mask this pattern comes to in `context`. A variable without a value and without
    /// a default makes the pattern match nothing.
    pub fn test(&self, context: &Context, test: impl FnOnce(&[u8]) -> bool) -> bool {
        match &self.body {
            Body::Fixed(mask) => test(mask),
            Body::Varying(parts) => fill(parts, context).is_some_and(|mask| test(&mask)),
        }
    }
}

fn fill(parts: &[Part], context: &Context) -> Option<Vec<u8>> {
    let mut mask = Vec::with_capacity(64);
    for part in parts {
        match part {
            Part::Mask(piece) => mask.extend_from_slice(piece),
            Part::Variable { key, default } => {
                let value = context.single(key).or(default.as_deref())?;
                mask.extend_from_slice(value.as_bytes());
            }
        }
    }
    Some(mask)
}

fn compile(text: &str, style: Style) -> Body {
    let mut parts = Vec::new();
    let mut mask = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner, after)) = next_variable(rest, style) {
        literal(&mut mask, before, style);
        match inner {
            "*" | "?" | "$" => mask.extend_from_slice(inner.as_bytes()),
            _ => {
                parts.push(Part::Mask(std::mem::take(&mut mask).into()));
                parts.push(variable(inner));
            }
        }
        rest = after;
    }
    literal(&mut mask, rest, style);
    if parts.is_empty() {
        return Body::Fixed(mask.into());
    }
    parts.push(Part::Mask(mask.into()));
    Body::Varying(parts.into())
}

/// Splits at the next `${…}`.
fn next_variable(text: &str, style: Style) -> Option<(&str, &str, &str)> {
    if !style.variables {
        return None;
    }
    let (before, tail) = text.split_once("${")?;
    let (inner, after) = tail.split_once('}')?;
    Some((before, inner, after))
}

fn literal(mask: &mut Vec<u8>, text: &str, style: Style) {
    if style.wildcards {
        push_wild(mask, text);
    } else {
        mask.extend_from_slice(text.as_bytes());
    }
}

/// `aws:username` or `aws:username, 'nobody'`.
fn variable(inner: &str) -> Part {
    let (key, default) = match inner.split_once(',') {
        Some((key, default)) => (key, Some(unquoted(default.trim()).into())),
        None => (inner, None),
    };
    Part::Variable {
        key: key.trim().to_ascii_lowercase().into(),
        default,
    }
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or(text)
}
