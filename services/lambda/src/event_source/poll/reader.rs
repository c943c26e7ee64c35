//! What lies in a shard, for its lanes. A stream is asked each time anew. A consumer with a throughput of
//! its own is told, so what came is kept until all lanes are done with it.

use super::source::Source;
use crate::limits;
use crate::measure;
use futures_util::FutureExt;
use haneul_feed::{Page, Place, Pushed, Stream, Subscription, is_before, number};
use haneul_pipeline::AwsError;
use serde_json::Value as Json;
use std::collections::VecDeque;

pub struct Reader {
    page: Page,
    /// The last record that was counted.
    counted: Option<String>,
    /// Of a consumer.
    push: Option<Push>,
}

/// A shard that is pushed.
#[derive(Default)]
struct Push {
    subscription: Option<Subscription>,
    /// When it began, or was refused.
    since: Option<i64>,
    /// The last record that all lanes are done with: the page begins behind it.
    done: Option<String>,
    /// Of the page.
    bytes: usize,
    /// Why the subscription ended.
    failure: Option<AwsError>,
}

impl Reader {
    pub fn of(source: &Source) -> Reader {
        Reader {
            page: Page {
                records: VecDeque::new(),
                over: false,
                tip: false,
            },
            counted: None,
            push: source.mapping.is_of_consumer().then(Push::default),
        }
    }

    /// What comes from a place on; nothing, if the source gives nothing now. `slowest`: what all lanes
    /// are done with.
    pub async fn page(
        &mut self,
        source: &Source,
        shard: &str,
        (from, slowest): (Place<'_>, Option<&str>),
        most: i64,
    ) -> Result<Option<&Page>, AwsError> {
        if self.push.is_some() {
            let from = Place {
                number: slowest,
                ..from
            };
            let is_told = self.fill(source, shard, from, most).await?;
            self.count(source);
            return Ok(is_told.then_some(&self.page));
        }
        let stream = Stream {
            arn: &source.mapping.source,
            asker: source,
        };
        match stream.read(shard, from, most).await {
            // Others read it, too.
            Err(error) if error.code == "ProvisionedThroughputExceededException" => Ok(None),
            page => {
                self.page = page?;
                self.count(source);
                Ok(Some(&self.page))
            }
        }
    }

    /// What was read for the first time; nothing is a number, too.
    fn count(&mut self, source: &Source) {
        let is_known = |record: &&Json| {
            let counted = self.counted.as_deref();
            counted.is_some_and(|counted| !is_before(counted, number(record)))
        };
        let known = self.page.records.iter().take_while(is_known).count();
        source.count(&measure::POLLED, self.page.records.len() - known);
        if let Some(last) = self.page.records.iter().skip(known).next_back() {
            self.counted = Some(number(last).to_owned());
        }
    }

    /// Nothing more is taken before lanes are done with some of it.
    pub fn is_full(&self, most: i64) -> bool {
        let push = self.push.as_ref();
        push.is_some_and(|push| push.is_full(&self.page, most))
    }

    /// What was asked for is not kept; what was pushed is.
    pub fn rest(&mut self) {
        if self.push.is_none() {
            self.page.records = VecDeque::new();
        }
    }

    /// Ends the subscription. What came by it stays.
    pub fn hang_up(&mut self) {
        if let Some(push) = &mut self.push {
            push.subscription = None;
        }
    }

    /// Until something comes by itself, which may be never.
    pub async fn arrived(&mut self, most: i64) {
        let (page, Some(push)) = (&mut self.page, &mut self.push) else {
            return std::future::pending().await;
        };
        let is_full = push.is_full(page, most);
        match &mut push.subscription {
            Some(subscription) if !is_full => {
                let next = subscription.next().await;
                push.take(page, next);
            }
            _ => std::future::pending().await,
        }
    }

    /// Reads on until nothing is left, or enough is there. False, if nothing was heard of the shard yet.
    async fn fill(
        &mut self,
        source: &Source,
        shard: &str,
        from: Place<'_>,
        most: i64,
    ) -> Result<bool, AwsError> {
        let (page, Some(push)) = (&mut self.page, &mut self.push) else {
            return Ok(false);
        };
        if let Some(failure) = push.failure.take() {
            return Err(failure);
        }
        push.forget(page, from.number);
        if !page.over && !push.is_full(page, most) && push.subscription.is_none() {
            push.subscribe(source, shard, page, from).await?;
        }
        while !page.over && !push.is_full(page, most) {
            let Some(subscription) = &mut push.subscription else {
                break;
            };
            let next = match page.tip {
                false => subscription.next().await,
                true => match subscription.next().now_or_never() {
                    Some(next) => next,
                    None => break,
                },
            };
            push.take(page, next);
        }
        Ok(page.tip || page.over || !page.is_empty())
    }
}

impl Push {
    fn is_full(&self, page: &Page, most: i64) -> bool {
        page.records.len() as i64 >= most || self.bytes >= limits::PUSHED
    }

    /// Drops what all lanes are done with.
    fn forget(&mut self, page: &mut Page, done: Option<&str>) {
        let is_back = match (done, self.done.as_deref()) {
            (Some(done), Some(known)) => is_before(done, known),
            (done, known) => done.is_none() && known.is_some(),
        };
        if is_back {
            // What was dropped is needed again.
            *self = Push {
                since: self.since,
                ..Push::default()
            };
            page.records.clear();
            (page.over, page.tip) = (false, false);
        }
        self.done = done.map(str::to_owned);
        let Some(done) = done else { return };
        while let Some(first) = page.records.front() {
            if is_before(done, number(first)) {
                break;
            }
            self.bytes = self.bytes.saturating_sub(size(first));
            page.records.pop_front();
        }
    }

    /// Behind what is there; unless it would be too soon after the last time.
    async fn subscribe(
        &mut self,
        source: &Source,
        shard: &str,
        page: &mut Page,
        from: Place<'_>,
    ) -> Result<(), AwsError> {
        let now = source.now();
        let is_soon = |since: i64| (0..limits::RESUBSCRIBE).contains(&(now - since));
        if self.since.is_some_and(is_soon) {
            return Ok(());
        }
        self.since = Some(now);
        let last = page.records.back().map(number);
        let from = Place {
            number: last.or(from.number),
            ..from
        };
        match Subscription::begin(source, &source.mapping.source, shard, from).await {
            // Another one has only just begun, perhaps before this process did.
            Err(error) if error.code == "ResourceInUseException" => Ok(()),
            begun => {
                self.subscription = Some(begun?);
                page.tip = false;
                Ok(())
            }
        }
    }

    fn take(&mut self, page: &mut Page, next: Option<Result<Pushed, AwsError>>) {
        match next {
            None => self.subscription = None,
            Some(Err(error)) => {
                self.subscription = None;
                self.failure = Some(error);
            }
            Some(Ok(pushed)) => {
                self.bytes += pushed.records.iter().map(size).sum::<usize>();
                page.records.extend(pushed.records);
                (page.over, page.tip) = (pushed.over, pushed.tip);
            }
        }
    }
}

fn size(record: &Json) -> usize {
    let text = |name: &str| record[name].as_str().map_or(0, str::len);
    text("Data") + text("PartitionKey")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pushed(numbers: &[&str], tip: bool) -> Option<Result<Pushed, AwsError>> {
        let record = |number: &&str| json!({"SequenceNumber": number, "Data": "AAAA"});
        Some(Ok(Pushed {
            records: numbers.iter().map(record).collect(),
            over: false,
            tip,
        }))
    }

    fn told() -> (Push, Page) {
        let page = Page {
            records: VecDeque::new(),
            over: false,
            tip: false,
        };
        (Push::default(), page)
    }

    fn numbers(page: &Page) -> Vec<&str> {
        page.records.iter().map(number).collect()
    }

    #[test]
    fn what_came_is_kept_until_all_are_done_with_it() {
        let (mut push, mut page) = told();
        push.take(&mut page, pushed(&["8", "9", "10"], false));
        push.take(&mut page, pushed(&["11"], true));
        assert_eq!((push.bytes, page.tip), (16, true));
        push.forget(&mut page, None);
        assert_eq!(numbers(&page), ["8", "9", "10", "11"]);
        push.forget(&mut page, Some("9"));
        assert_eq!((numbers(&page), push.bytes), (vec!["10", "11"], 8));
        assert!(push.is_full(&page, 2) && !push.is_full(&page, 3));
    }

    #[test]
    fn who_goes_back_begins_anew() {
        let (mut push, mut page) = told();
        push.take(&mut page, pushed(&["8", "9"], true));
        push.forget(&mut page, Some("8"));
        push.forget(&mut page, Some("7"));
        assert_eq!((numbers(&page), page.tip, push.bytes), (vec![], false, 0));
    }

    #[test]
    fn a_failure_ends_the_subscription_and_is_told() {
        let (mut push, mut page) = told();
        push.take(
            &mut page,
            Some(Err(AwsError::new("KMSDisabledException", "off"))),
        );
        assert!(push.failure.is_some() && push.subscription.is_none());
    }
}
