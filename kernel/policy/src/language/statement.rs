use std::sync::Arc;

use super::action::ActionPattern;
use super::pattern::Pattern;
use super::{Effect, glob};
use crate::condition::Condition;
use crate::decision::Question;
use crate::principal::{Grant, Named, exempts, grant};

/// A list that stands for itself or for everything but itself.
#[derive(Clone, Debug)]
pub enum Listed<T> {
    Only(Box<[T]>),
    Except(Box<[T]>),
}

impl<T> Listed<T> {
    fn covers(&self, test: impl Fn(&T) -> bool) -> bool {
        match self {
            Self::Only(items) => items.iter().any(test),
            Self::Except(items) => !items.iter().any(test),
        }
    }

    /// The entries as written, whichever way they count.
    pub fn entries(&self) -> &[T] {
        match self {
            Self::Only(items) | Self::Except(items) => items,
        }
    }
}

/// Whom a statement is about.
#[derive(Clone, Debug)]
pub enum Whom {
    /// Whoever the policy is attached to.
    Holder,
    Listed(Listed<Named>),
}

/// One compiled statement.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(super) sid: Option<Arc<str>>,
    pub(super) effect: Effect,
    pub(super) whom: Whom,
    pub(super) action: Listed<ActionPattern>,
    pub(super) resource: Option<Listed<Pattern>>,
    pub(super) conditions: Box<[Condition]>,
}

impl Statement {
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    pub fn effect(&self) -> Effect {
        self.effect
    }

    pub fn whom(&self) -> &Whom {
        &self.whom
    }

    /// The entries of `Action` or `NotAction`.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.action.entries().iter().map(ActionPattern::text)
    }

    /// The entries of `Resource` or `NotResource`.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.resource
            .iter()
            .flat_map(|listed| listed.entries())
            .map(Pattern::text)
    }

    pub fn is_not_action(&self) -> bool {
        matches!(self.action, Listed::Except(_))
    }

    pub fn is_not_resource(&self) -> bool {
        matches!(self.resource, Some(Listed::Except(_)))
    }

    /// The condition keys the statement asks about, in lower case.
    pub fn condition_keys(&self) -> impl Iterator<Item = &str> {
        self.conditions.iter().map(Condition::key)
    }

    pub(crate) fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Conditions and variables do; a principal may.
    pub(super) fn asks_for_context(&self) -> bool {
        let resources = self.resource.iter().flat_map(|listed| listed.entries());
        // Who is named shows by the caller himself, but for owners of lists of S3.
        let names_owners = match &self.whom {
            Whom::Holder => false,
            Whom::Listed(named) => {
                let mut named = named.entries().iter();
                named.any(|named| matches!(named, Named::CanonicalUser(_)))
            }
        };
        !self.conditions.is_empty()
            || names_owners
            || resources.into_iter().any(Pattern::has_variables)
    }

    pub(crate) fn shared_sid(&self) -> Option<Arc<str>> {
        self.sid.clone()
    }

    /// Whether the statement is about this request, and how closely it names the caller.
    pub(crate) fn applies(&self, question: &Question) -> Option<Grant> {
        if !self
            .action
            .covers(|pattern| pattern.matches(question.action))
        {
            return None;
        }
        let grant = self.names(question)?;
        let met = self.covers_resource(question)
            && self
                .conditions
                .iter()
                .all(|condition| condition.holds(question.context, self.effect));
        met.then_some(grant)
    }

    fn covers_resource(&self, question: &Question) -> bool {
        let Some(resource) = &self.resource else {
            return true;
        };
        resource.covers(|pattern| {
            pattern.test(question.context, |mask| {
                glob::matches(mask, question.resource)
            })
        })
    }

    fn names(&self, question: &Question) -> Option<Grant> {
        match &self.whom {
            Whom::Holder => Some(Grant::Direct),
            Whom::Listed(Listed::Only(named)) => grant(named, question.principal, question.context),
            Whom::Listed(Listed::Except(named)) => {
                let exempt = exempts(named, question.principal, question.context, self.effect);
                (!exempt).then_some(Grant::Direct)
            }
        }
    }
}
