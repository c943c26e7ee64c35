//! The words after `aws <service> <operation>`, read by the operation's model.

use super::names;
use super::package;
use super::typed;
use bytes::Bytes;
use haneul_model::{Kind, Member, Model, Operation, Shape};
use serde_json::{Map, Value as Json, json};

/// A call as its caller wrote it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments {
    pub input: Map<String, Json>,
    pub body: Option<Bytes>,
    pub profile: Option<String>,
    pub region: Option<String>,
    pub unsigned: bool,
    /// One page only, as it comes.
    pub single_page: bool,
}

/// What stands before a literal body.
pub const LITERAL: &str = "text:";

impl Arguments {
    pub fn read(
        model: &'static Model,
        operation: &'static Operation,
        words: &[String],
    ) -> Result<Arguments, String> {
        let mut read = Arguments::default();
        let mut left = words;
        while let Some((word, rest)) = left.split_first() {
            // The file for a body that comes back.
            let Some(name) = word.strip_prefix("--") else {
                left = rest;
                continue;
            };
            let many = rest.iter().take_while(|w| !w.starts_with("--")).count();
            let most = if takes_many(model, operation, name) {
                many
            } else {
                many.min(1)
            };
            let (values, after) = rest.split_at(most);
            left = after;
            if !read.global(name, values) {
                read.set(model, operation, name, values)?;
            }
        }
        read.single_page |= pages_by_hand(operation, &read.input);
        Ok(read)
    }

    fn global(&mut self, name: &str, values: &[String]) -> bool {
        match name {
            "region" => self.region = values.first().cloned(),
            "profile" => self.profile = values.first().cloned(),
            "no-sign-request" => self.unsigned = true,
            "outfile" | "bootstrap-method" => {}
            "no-paginate" => self.single_page = true,
            _ => return false,
        }
        true
    }

    fn set(
        &mut self,
        model: &'static Model,
        operation: &Operation,
        name: &str,
        values: &[String],
    ) -> Result<(), String> {
        let shape = operation.input.map(|id| model.shape(id));
        let shape = shape.ok_or_else(|| format!("{} takes nothing", operation.name))?;
        if let Some(member) = name.strip_prefix("no-").and_then(|n| flag(model, shape, n)) {
            self.input.insert(member.name.to_owned(), json!(false));
            return Ok(());
        }
        if let Some((outer, inner)) = names::below(operation.name, name) {
            return self.set_below(outer, inner, values);
        }
        let member = names::member(shape, name)
            .ok_or_else(|| format!("{} has no --{name}", operation.name))?;
        if streams(model, member) {
            let text = values.first().and_then(|v| v.strip_prefix(LITERAL));
            let text = text.ok_or_else(|| format!("write --{name} {LITERAL}…"))?;
            self.body = Some(Bytes::from(text.to_owned()));
            return Ok(());
        }
        let value =
            typed::words(model, member.shape, values).map_err(|why| format!("--{name}: {why}"))?;
        self.input.insert(member.name.to_owned(), value);
        Ok(())
    }
}

impl Arguments {
    /// What the client has an option of its own for, though it lies in another member.
    fn set_below(&mut self, outer: &str, inner: &str, values: &[String]) -> Result<(), String> {
        let packed = values.first().and_then(|value| package::literal(value));
        let packed = packed.ok_or_else(|| format!("write {}FILE=TEXT", package::LITERAL))??;
        let outer = self.input.entry(outer).or_insert_with(|| json!({}));
        outer[inner] = json!(package::in_json(&packed));
        Ok(())
    }
}

/// Only lists take more than one word; a word after another option's value is a file's name.
fn takes_many(model: &Model, operation: &Operation, name: &str) -> bool {
    let shape = operation.input.map(|id| model.shape(id));
    let member = shape.and_then(|shape| names::member(shape, name));
    member.is_some_and(|m| matches!(model.shape(m.shape).kind, Kind::List { .. }))
}

fn flag<'m>(model: &Model, shape: &'m Shape, name: &str) -> Option<&'m Member> {
    let member = names::member(shape, name)?;
    matches!(model.shape(member.shape).kind, Kind::Boolean).then_some(member)
}

pub fn streams(model: &Model, member: &Member) -> bool {
    member.streaming || model.shape(member.shape).streaming
}

/// The member that is the body of the answer, when it comes beside the rest: the client writes any
/// body of bytes into a file.
pub fn streamed_output(model: &'static Model, operation: &Operation) -> Option<&'static str> {
    let member = model.shape(operation.output?).payload()?;
    let is_bytes = matches!(model.shape(member.shape).kind, Kind::Blob);
    (is_bytes || streams(model, member)).then_some(member.name)
}

/// Whoever gives a token or a limit wants that page and no other.
fn pages_by_hand(operation: &Operation, input: &Map<String, Json>) -> bool {
    operation.pagination.as_ref().is_some_and(|pages| {
        let mut keys = pages.input_token.iter().chain(&pages.limit_key);
        keys.any(|key| input.contains_key(*key))
    })
}
