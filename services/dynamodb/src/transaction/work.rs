//! The work of a transaction of writes.
//!
//! All of it is one transaction of the store. One that loses to another that wrote the same item
//! meanwhile is cancelled, as AWS does, rather than run again.

use crate::errors;
use crate::item::capacity::{self, Consistency, Side, Spent};
use crate::item::change::Before;
use crate::item::collection;
use crate::item::key::Primary;
use crate::item::open;
use crate::item::row::Packed;
use crate::item::write::Refusal;
use crate::measure;
use crate::partiql::write;
use crate::shapes::{ConsumedCapacity, ItemCollectionMetrics, TransactWriteItemsOutput};
use crate::table::Found;
use crate::transaction::cancel::{Reasons, is_of_step, same_item_twice};
use crate::transaction::room::Room;
use crate::transaction::step::{Kind, Step};
use haneul_partiql::Statement;
use haneul_pipeline::{AwsError, Cx};
use std::borrow::Cow;
use std::collections::HashSet;

/// A step as it was asked for.
pub enum Wish {
    Step(Step),
    /// A statement, of which the table's keys make a step; a failed condition tells the item.
    Statement(Statement, bool),
}

impl Wish {
    fn table(&self) -> &str {
        match self {
            Wish::Step(step) => &step.name,
            Wish::Statement(statement, _) => statement.table(),
        }
    }

    fn step(&self, found: &Found) -> Result<Cow<'_, Step>, AwsError> {
        match self {
            Wish::Step(step) => Ok(Cow::Borrowed(step)),
            Wish::Statement(statement, with_item) => {
                write::step(found, statement, *with_item).map(Cow::Owned)
            }
        }
    }
}

type Token = (String, (u64, u64));

pub struct Work<'w> {
    wishes: &'w [Wish],
    token: Option<&'w Token>,
    asked: (Option<&'w str>, Option<&'w str>),
    /// The items as they were found when it ran before.
    seen: Option<Vec<Option<Packed>>>,
}

/// A step and where its item lies.
struct Target<'w> {
    found: Found,
    step: Cow<'w, Step>,
    primary: Result<Primary, AwsError>,
}

impl<'w> Work<'w> {
    /// `asked`: for consumed capacity, and for metrics of collections.
    pub fn new(
        wishes: &'w [Wish],
        token: Option<&'w Token>,
        asked: (Option<&'w str>, Option<&'w str>),
    ) -> Work<'w> {
        Work {
            wishes,
            token,
            asked,
            seen: None,
        }
    }

    pub fn run(&mut self, cx: &mut Cx) -> Result<TransactWriteItemsOutput, AwsError> {
        let targets = self.targets(cx)?;
        if let Some((token, digest)) = self.token {
            if super::token::is_done(cx, token, *digest)? {
                return self.done_before(cx, &targets);
            }
        }
        self.check_conflicts(cx, &targets)?;
        let mut reasons = Reasons::default();
        let mut books = Books::default();
        let mut room = Room::default();
        let sizes = self
            .seen
            .iter()
            .flatten()
            .map(|packed| packed.as_ref().map_or(0, Packed::size));
        let sizes: Vec<usize> = sizes.collect();
        for (target, size) in targets.iter().zip(sizes) {
            let step = target.step.as_ref();
            // What an update makes is no larger than what was there and what it brings.
            if !room.takes_bytes(&target.found, size + step.weight, size) {
                return Err(errors::validation(
                    "The items of the transaction and their entries in indexes are too large",
                ));
            }
            match self.write(cx, target, &mut books) {
                Ok(()) => reasons.none(),
                Err(Refusal::Condition(_)) if step.inserts => reasons.duplicate(),
                Err(Refusal::Condition(before)) => reasons.condition(&before, step.with_item),
                Err(Refusal::Other(error)) if is_of_step(&error) => reasons.error(&error),
                Err(Refusal::Other(error)) => return Err(error),
            }
        }
        reasons.check()?;
        Ok(books.answer(self.asked.0, Side::Write))
    }

    fn targets(&self, cx: &mut Cx) -> Result<Vec<Target<'w>>, AwsError> {
        let mut seen = HashSet::new();
        let mut targets = Vec::with_capacity(self.wishes.len());
        for wish in self.wishes {
            let found = open::table(cx, wish.table())?;
            let step = wish.step(&found)?;
            let primary = step.primary(&found);
            if let Ok(primary) = &primary {
                if !seen.insert((found.table.id, primary.clone())) {
                    return Err(same_item_twice());
                }
            }
            targets.push(Target {
                found,
                step,
                primary,
            });
        }
        Ok(targets)
    }

    /// Another call has written an item between an attempt before and this one.
    fn check_conflicts(&mut self, cx: &mut Cx, targets: &[Target]) -> Result<(), AwsError> {
        let mut now = Vec::with_capacity(targets.len());
        for target in targets {
            now.push(match &target.primary {
                Ok(primary) => Before::read(cx, &target.found, primary, true)?
                    .packed()
                    .cloned(),
                Err(_) => None,
            });
        }
        let Some(before) = self.seen.replace(now) else {
            return Ok(());
        };
        let mut reasons = Reasons::default();
        let seen = before.iter().zip(self.seen.iter().flatten());
        for ((before, now), target) in seen.zip(targets) {
            if before == now {
                reasons.none();
                continue;
            }
            measure::conflict(cx, &target.found);
            reasons.conflict();
        }
        reasons.check()
    }

    fn write(&self, cx: &mut Cx, target: &Target, books: &mut Books) -> Result<(), Refusal> {
        let (found, step) = (&target.found, target.step.as_ref());
        let primary = target.primary.clone()?;
        let metrics = match step.kind {
            Kind::Put | Kind::Update(_) => {
                collection::of_write(cx, found, (&primary, &step.item), self.asked.1)?
            }
            Kind::Delete => collection::of_delete(cx, found, (&primary, &step.item), self.asked.1)?,
            Kind::Check => None,
        };
        let done = step.write(found, primary)?.run(cx, found, step.with_item)?;
        books.add(&step.name, found, &done.spent, metrics);
        Ok(())
    }

    /// The same call again only looks at the items.
    fn done_before(
        &self,
        cx: &mut Cx,
        targets: &[Target],
    ) -> Result<TransactWriteItemsOutput, AwsError> {
        let mut books = Books::default();
        for target in targets {
            let before = Before::read(cx, &target.found, &target.primary.clone()?, false)?;
            let units = capacity::read(before.size(), Consistency::Transaction);
            books.add(
                &target.step.name,
                &target.found,
                &Spent::on_table(units),
                None,
            );
        }
        Ok(books.answer(self.asked.0, Side::Read))
    }
}

/// What was spent on each table.
#[derive(Default)]
struct Books(Vec<(String, Found, Spent, Vec<ItemCollectionMetrics>)>);

impl Books {
    fn add(
        &mut self,
        name: &str,
        found: &Found,
        spent: &Spent,
        metrics: Option<ItemCollectionMetrics>,
    ) {
        let known = self.0.iter().position(|(known, _, _, _)| known == name);
        let at = known.unwrap_or_else(|| {
            let entry = (name.to_owned(), found.clone(), Spent::default(), Vec::new());
            self.0.push(entry);
            self.0.len() - 1
        });
        let (_, _, sum, all) = &mut self.0[at];
        sum.add(spent);
        all.extend(metrics);
    }

    fn answer(self, asked: Option<&str>, side: Side) -> TransactWriteItemsOutput {
        let shown = self.0.iter().filter_map(|(name, found, spent, _)| {
            capacity::show(asked, name, &found.table, spent, Some(side))
        });
        let shown: Vec<ConsumedCapacity> = shown.collect();
        let metrics = self
            .0
            .into_iter()
            .filter(|(_, _, _, metrics)| !metrics.is_empty());
        let metrics: Vec<_> = metrics
            .map(|(name, _, _, metrics)| (name, metrics))
            .collect();
        TransactWriteItemsOutput {
            consumed_capacity: (!shown.is_empty()).then_some(shown),
            item_collection_metrics: (!metrics.is_empty()).then_some(metrics),
        }
    }
}
