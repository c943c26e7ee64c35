//! What services of AWS measure of themselves: counted in memory, and given to CloudWatch once a minute
//! of the cloud's time by a call over the one path, as the service that measured.
//!
//! Counting a series that was counted in this minute before allocates nothing. What was counted in the
//! last minute is lost with the process, as only hints and reads are otherwise: nothing but graphs and
//! alarms over them stand on it.

use crate::caller::{Caller, Source};
use crate::cloud::Cloud;
use crate::cx::Cx;
use crate::error::AwsError;
use crate::invoke::{Invocation, invoke};
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_store::Scope;
use jiff::Timestamp;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// A metric, declared as a constant.
#[derive(Debug)]
pub struct Measure {
    /// The principal that measures: `sqs.amazonaws.com`.
    pub principal: &'static str,
    /// `AWS/SQS`
    pub namespace: &'static str,
    pub name: &'static str,
    /// Names of the dimensions, in the order of their values.
    pub dimensions: &'static [&'static str],
    pub unit: &'static str,
    /// Whoever is measured so is remembered for some hours ([`Measures::followed`]).
    pub followed: bool,
}

/// Who measures, and where CloudWatch has it.
#[derive(Clone, Copy, Debug)]
pub struct Measurer {
    pub principal: &'static str,
    pub namespace: &'static str,
}

impl Measurer {
    pub const fn measure(
        self,
        name: &'static str,
        dimensions: &'static [&'static str],
        unit: &'static str,
    ) -> Measure {
        Measure {
            principal: self.principal,
            namespace: self.namespace,
            name,
            dimensions,
            unit,
            followed: false,
        }
    }
}

/// Series of a minute that are counted at all; what comes beyond is not.
const SERIES: usize = 20_000;

/// Different values of one series that are kept; others count as the nearest one.
const VALUES: usize = 100;

/// Data of one call.
const AT_ONCE: usize = 500;

/// Hours that something is followed after it was last measured.
const FOLLOWED_MINUTES: i64 = 6 * 60;

#[derive(Default)]
pub struct Measures {
    series: Mutex<FxHashMap<u64, Vec<Series>>>,
    followed: Mutex<HashMap<Followed, i64>>,
}

/// Something that was measured lately.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Followed {
    namespace: &'static str,
    pub partition: String,
    pub account: String,
    pub region: String,
    /// Of its dimensions.
    pub values: Vec<String>,
}

struct Series {
    measure: &'static Measure,
    partition: String,
    account: String,
    region: String,
    values: Vec<String>,
    minute: i64,
    /// Each with its count.
    seen: Vec<(f64, f64)>,
}

impl Series {
    fn is(
        &self,
        measure: &'static Measure,
        scope: Scope<'_>,
        values: &[&str],
        minute: i64,
    ) -> bool {
        std::ptr::eq(self.measure, measure)
            && self.minute == minute
            && self.account == scope.account
            && self.region == scope.region
            && self.partition == scope.partition
            && self
                .values
                .iter()
                .map(String::as_str)
                .eq(values.iter().copied())
    }

    fn add(&mut self, value: f64, times: f64) {
        let same = self.seen.iter_mut().find(|(seen, _)| *seen == value);
        if let Some((_, count)) = same {
            *count += times;
            return;
        }
        if self.seen.len() < VALUES {
            self.seen.push((value, times));
            return;
        }
        let nearest = self
            .seen
            .iter_mut()
            .min_by(|a, b| (a.0 - value).abs().total_cmp(&(b.0 - value).abs()));
        if let Some((_, count)) = nearest {
            *count += times;
        }
    }

    fn datum(&self) -> Json {
        let dimensions = self.measure.dimensions.iter().zip(&self.values);
        let dimensions: Vec<Json> = dimensions
            .map(|(name, value)| json!({"Name": name, "Value": value}))
            .collect();
        let values: Vec<f64> = self.seen.iter().map(|(value, _)| *value).collect();
        let counts: Vec<f64> = self.seen.iter().map(|(_, count)| *count).collect();
        json!({
            "MetricName": self.measure.name,
            "Dimensions": dimensions,
            "Timestamp": self.minute * 60,
            "Values": values,
            "Counts": counts,
            "Unit": self.measure.unit,
        })
    }
}

impl Measures {
    /// Counts a value so many times.
    pub fn count(
        &self,
        measure: &'static Measure,
        scope: Scope<'_>,
        values: &[&str],
        (value, times): (f64, f64),
        now: Timestamp,
    ) {
        let minute = now.as_second().div_euclid(60);
        let mut all = self.series.lock();
        self.add(&mut all, measure, scope, values, (value, times), minute);
    }

    /// Counts what was measured of one thing at once.
    pub fn count_all(
        &self,
        measured: &[(&'static Measure, f64)],
        scope: Scope<'_>,
        values: &[&str],
        now: Timestamp,
    ) {
        let minute = now.as_second().div_euclid(60);
        let mut all = self.series.lock();
        for (measure, value) in measured {
            self.add(&mut all, measure, scope, values, (*value, 1.0), minute);
        }
    }

    fn add(
        &self,
        all: &mut FxHashMap<u64, Vec<Series>>,
        measure: &'static Measure,
        scope: Scope<'_>,
        values: &[&str],
        (value, times): (f64, f64),
        minute: i64,
    ) {
        let mut hasher = DefaultHasher::new();
        (std::ptr::from_ref(measure) as usize, minute).hash(&mut hasher);
        (scope.account, scope.region, values).hash(&mut hasher);
        let full = all.len() >= SERIES;
        let place = match all.get_mut(&hasher.finish()) {
            Some(place) => place,
            None if full => return,
            None => all.entry(hasher.finish()).or_default(),
        };
        if let Some(known) = place
            .iter_mut()
            .find(|s| s.is(measure, scope, values, minute))
        {
            known.add(value, times);
            return;
        }
        self.follow(measure, scope, values, minute);
        place.push(Series {
            measure,
            partition: scope.partition.to_owned(),
            account: scope.account.to_owned(),
            region: scope.region.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            minute,
            seen: vec![(value, times)],
        });
    }

    /// Once a minute for each series.
    fn follow(&self, measure: &Measure, scope: Scope<'_>, values: &[&str], minute: i64) {
        if !measure.followed {
            return;
        }
        let mut followed = self.followed.lock();
        let one = Followed {
            namespace: measure.namespace,
            partition: scope.partition.to_owned(),
            account: scope.account.to_owned(),
            region: scope.region.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        if followed.len() < SERIES || followed.contains_key(&one) {
            followed.insert(one, minute);
        }
    }

    /// What was measured in the last hours, as far as this process knows.
    pub fn followed(&self, namespace: &str, now: Timestamp) -> Vec<Followed> {
        let first = now.as_second().div_euclid(60) - FOLLOWED_MINUTES;
        let mut followed = self.followed.lock();
        followed.retain(|_, minute| *minute >= first);
        let of_it = followed.keys().filter(|one| one.namespace == namespace);
        of_it.cloned().collect()
    }

    /// Takes what was counted before this minute, or all there is.
    fn take(&self, now: Timestamp, all: bool) -> Vec<Series> {
        let minute = now.as_second().div_euclid(60);
        let mut series = self.series.lock();
        let mut taken = Vec::new();
        series.retain(|_, place| {
            // A clock that was moved back leaves nothing lying.
            let ripe = |series: &mut Series| all || series.minute != minute;
            taken.extend(place.extract_if(.., ripe));
            !place.is_empty()
        });
        taken
    }

    /// Gives what was counted to CloudWatch, if it is here.
    pub(crate) async fn flush(&self, cloud: &Cloud, all: bool) {
        let taken = self.take(cloud.clock.now(), all);
        if taken.is_empty() || !cloud.has("cloudwatch", "PutMetricData") {
            return;
        }
        let mut calls: HashMap<(&str, &str, &str, &str, &str), Vec<Json>> = HashMap::new();
        for series in &taken {
            let measure = series.measure;
            let (account, region) = (series.account.as_str(), series.region.as_str());
            let place = (
                measure.principal,
                measure.namespace,
                series.partition.as_str(),
                account,
                region,
            );
            calls.entry(place).or_default().push(series.datum());
        }
        for ((principal, namespace, partition, account, region), data) in calls {
            for some in data.chunks(AT_ONCE) {
                let source = Source {
                    arn: String::new(),
                    account: account.to_owned(),
                };
                let put = Invocation {
                    caller: Caller::service(partition, principal, source),
                    account: account.to_owned(),
                    region: region.to_owned(),
                    service: "cloudwatch",
                    operation: "PutMetricData",
                    input: json!({"Namespace": namespace, "MetricData": some}),
                    body: None,
                    delivers: None,
                };
                if let Err(error) = invoke(cloud, put).await {
                    tracing::warn!("metrics of {namespace} are lost: {error}");
                }
            }
        }
    }
}

/// Gives CloudWatch, if it is here, a value by the outbox, in the transaction of whoever measured it:
/// what is measured seldom and at its hour comes while the clock is moved, and after a crash.
pub fn tell(
    cx: &mut Cx,
    measure: &'static Measure,
    source_arn: String,
    values: &[&str],
    value: f64,
) -> Result<(), AwsError> {
    if !cx.cloud.has("cloudwatch", "PutMetricData") {
        return Ok(());
    }
    let series = Series {
        measure,
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        minute: cx.now().as_second().div_euclid(60),
        seen: vec![(value, 1.0)],
    };
    let input = json!({"Namespace": measure.namespace, "MetricData": [series.datum()]});
    let call = put_metric_data(cx.scope(), measure.principal, source_arn, input);
    cx.send(&call)
}

/// The call that tells CloudWatch data, as the service that has them.
pub fn put_metric_data(
    scope: Scope<'_>,
    principal: &str,
    source_arn: String,
    input: Json,
) -> Outgoing {
    Outgoing {
        principal: principal.to_owned(),
        give_up_after: 20,
        terms: Terms {
            beside_others: true,
            only_transient: true,
            ..Terms::default()
        },
        ..Outgoing::errand(scope, ("cloudwatch", "PutMetricData"), source_arn, input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SENT: Measure = Measure {
        principal: "sqs.amazonaws.com",
        namespace: "AWS/SQS",
        name: "NumberOfMessagesSent",
        dimensions: &["QueueName"],
        unit: "Count",
        followed: true,
    };

    #[test]
    fn series_of_a_minute_are_counted_apart() {
        let measures = Measures::default();
        let scope = Scope::new("aws", "111122223333", "us-east-1");
        let at = |second| Timestamp::from_second(second).unwrap();
        for (queue, second) in [("a", 0), ("a", 59), ("b", 1), ("a", 60)] {
            measures.count(&SENT, scope, &[queue], (1.0, 1.0), at(second));
        }
        let mut before = measures.take(at(61), false);
        before.sort_by(|a, b| a.values.cmp(&b.values));
        let shown: Vec<_> = before
            .iter()
            .map(|s| (s.values[0].as_str(), s.seen[0]))
            .collect();
        assert_eq!(shown, [("a", (1.0, 2.0)), ("b", (1.0, 1.0))]);
        assert_eq!(measures.take(at(61), true).len(), 1);
        assert!(measures.take(at(61), true).is_empty());
    }

    #[test]
    fn values_are_bounded() {
        let measures = Measures::default();
        let scope = Scope::new("aws", "111122223333", "us-east-1");
        let now = Timestamp::UNIX_EPOCH;
        for n in 0..1_000 {
            measures.count(&SENT, scope, &["a"], (f64::from(n), 1.0), now);
        }
        let taken = measures.take(now, true);
        let counted: f64 = taken[0].seen.iter().map(|(_, count)| count).sum();
        assert_eq!((taken[0].seen.len(), counted), (VALUES, 1_000.0));
    }
}
