//! TransactWriteItems: up to a hundred writes and checks, all or none.
//!
//! All of it is one transaction of the store. One that loses to another that wrote the same item
//! meanwhile is cancelled, as AWS does, rather than run again.

use crate::errors;
use crate::item::capacity::{self, Side, Spent};
use crate::item::change::Before;
use crate::item::collection;
use crate::item::key::Primary;
use crate::item::open;
use crate::item::row::Packed;
use crate::item::write::Refusal;
use crate::shapes::{
    ConsumedCapacity, ItemCollectionMetrics, TransactWriteItemsInput, TransactWriteItemsOutput,
};
use crate::table::Found;
use crate::transaction::cancel::{Reasons, is_of_step, same_item_twice};
use crate::transaction::room::Room;
use crate::transaction::step::{Kind, Step};
use crate::transaction::token;
use haneul_pipeline::{AwsError, Cx, Edge};
use std::collections::HashSet;

const MOST_BYTES: usize = 4 << 20;

pub async fn run(
    edge: Edge,
    input: TransactWriteItemsInput,
) -> Result<TransactWriteItemsOutput, AwsError> {
    let token = input.client_request_token;
    let token = token.map(|token| (token, token::digest(&input.transact_items)));
    let steps = input.transact_items.into_iter().map(Step::of);
    let steps = steps.collect::<Result<Vec<Step>, AwsError>>()?;
    check_size(&steps)?;
    let capacity = input.return_consumed_capacity.as_deref();
    let metrics = input.return_item_collection_metrics.as_deref();
    let mut work = Work {
        steps: &steps,
        token: token
            .as_ref()
            .map(|(token, digest)| (token.as_str(), *digest)),
        asked: (capacity, metrics),
        seen: None,
    };
    edge.answer(|cx| work.run(cx)).await
}

fn check_size(steps: &[Step]) -> Result<(), AwsError> {
    match steps.iter().map(Step::size).sum::<usize>() > MOST_BYTES {
        true => Err(errors::validation(
            "The aggregate size of the items in the transaction cannot exceed 4 MB",
        )),
        false => Ok(()),
    }
}

struct Work<'w> {
    steps: &'w [Step],
    token: Option<(&'w str, (u64, u64))>,
    asked: (Option<&'w str>, Option<&'w str>),
    /// The items as they were found when it ran before.
    seen: Option<Vec<Option<Packed>>>,
}

/// A step and where its item lies.
struct Target {
    found: Found,
    primary: Result<Primary, AwsError>,
}

impl Work<'_> {
    fn run(&mut self, cx: &mut Cx) -> Result<TransactWriteItemsOutput, AwsError> {
        let targets = self.targets(cx)?;
        if let Some((token, digest)) = self.token {
            if token::is_done(cx, token, digest)? {
                return self.done_before(cx, &targets);
            }
        }
        self.check_conflicts(cx, &targets)?;
        let mut reasons = Reasons::default();
        let mut books = Books::default();
        let mut room = Room::default();
        for (step, target) in self.steps.iter().zip(&targets) {
            if !room.takes(&target.found, &step.item) {
                return Err(errors::validation(
                    "The items of the transaction and their entries in indexes are too large",
                ));
            }
            match self.write(cx, step, target, &mut books) {
                Ok(()) => reasons.none(),
                Err(Refusal::Condition(before)) => reasons.condition(&before, step.with_item),
                Err(Refusal::Other(error)) if is_of_step(&error) => reasons.error(&error),
                Err(Refusal::Other(error)) => return Err(error),
            }
        }
        reasons.check()?;
        Ok(books.answer(self.asked.0, Side::Write))
    }

    fn targets(&self, cx: &mut Cx) -> Result<Vec<Target>, AwsError> {
        let mut seen = HashSet::new();
        let mut targets = Vec::with_capacity(self.steps.len());
        for step in self.steps {
            let found = open::table(cx, &step.name)?;
            let primary = step.primary(&found);
            if let Ok(primary) = &primary {
                if !seen.insert((found.table.id, primary.clone())) {
                    return Err(same_item_twice());
                }
            }
            targets.push(Target { found, primary });
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
        for (before, now) in before.iter().zip(self.seen.iter().flatten()) {
            match before == now {
                true => reasons.none(),
                false => reasons.conflict(),
            }
        }
        reasons.check()
    }

    fn write(
        &self,
        cx: &mut Cx,
        step: &Step,
        target: &Target,
        books: &mut Books,
    ) -> Result<(), Refusal> {
        let (found, primary) = (&target.found, target.primary.clone()?);
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
        for (step, target) in self.steps.iter().zip(targets) {
            let before = Before::read(cx, &target.found, &target.primary.clone()?, false)?;
            let units = capacity::read(before.size(), capacity::Consistency::Transaction);
            books.add(&step.name, &target.found, &Spent::on_table(units), None);
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
