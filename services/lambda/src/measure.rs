//! What CloudWatch is told of functions.

use crate::run::{Ended, Target};
use haneul_pipeline::{Cloud, Measure};
use haneul_store::Scope;

const fn measure(
    name: &'static str,
    unit: &'static str,
    dimensions: &'static [&'static str],
) -> Measure {
    Measure {
        principal: crate::PRINCIPAL,
        namespace: "AWS/Lambda",
        name,
        dimensions,
        unit,
        followed: false,
    }
}

/// One number as AWS shows it: of all functions, of each, and of each by what was called of it.
pub struct Kind {
    all: Measure,
    function: Measure,
    resource: Measure,
}

const fn kind(name: &'static str, unit: &'static str) -> Kind {
    Kind {
        all: measure(name, unit, &[]),
        function: measure(name, unit, &["FunctionName"]),
        resource: measure(name, unit, &["FunctionName", "Resource"]),
    }
}

static INVOCATIONS: Kind = kind("Invocations", "Count");
static ERRORS: Kind = kind("Errors", "Count");
static THROTTLES: Kind = kind("Throttles", "Count");
static DURATION: Kind = kind("Duration", "Milliseconds");
static CONCURRENT: Kind = kind("ConcurrentExecutions", "Count");
static UNRESERVED: Measure = measure("UnreservedConcurrentExecutions", "Count", &[]);
pub static ASYNC_RECEIVED: Kind = kind("AsyncEventsReceived", "Count");
pub static ASYNC_DROPPED: Kind = kind("AsyncEventsDropped", "Count");
static ASYNC_AGE: Kind = kind("AsyncEventAge", "Milliseconds");
static PROVISIONED: Kind = kind("ProvisionedConcurrencyInvocations", "Count");
static SPILLOVER: Kind = kind("ProvisionedConcurrencySpilloverInvocations", "Count");
static PROVISIONED_RUNS: Kind = kind("ProvisionedConcurrentExecutions", "Count");
static UTILIZATION: Kind = kind("ProvisionedConcurrencyUtilization", "Count");
pub static RECURSIVE: Kind = kind("RecursiveInvocationsDropped", "Count");
pub static DEAD_LETTER_ERRORS: Kind = kind("DeadLetterErrors", "Count");
pub static DESTINATION_FAILURES: Kind = kind("DestinationDeliveryFailures", "Count");
static ITERATOR_AGE: Kind = kind("IteratorAge", "Milliseconds");
static URL_REQUESTS: Kind = kind("UrlRequestCount", "Count");
static URL_LATENCY: Kind = kind("UrlRequestLatency", "Milliseconds");
static URL_4XX: Kind = kind("Url4xxCount", "Count");
static URL_5XX: Kind = kind("Url5xxCount", "Count");

/// What becomes of the events of a mapping that asks for it.
const fn of_mapping(name: &'static str) -> Measure {
    measure(name, "Count", &["EventSourceMappingUUID"])
}

pub static POLLED: Measure = of_mapping("PolledEventCount");
pub static FILTERED_OUT: Measure = of_mapping("FilteredOutEventCount");
pub static INVOKED: Measure = of_mapping("InvokedEventCount");
pub static FAILED_INVOKE: Measure = of_mapping("FailedInvokeEventCount");
pub static DROPPED: Measure = of_mapping("DroppedEventCount");
pub static DELIVERED: Measure = of_mapping("OnFailureDestinationDeliveredEventCount");
pub static DELETED: Measure = of_mapping("DeletedEventCount");

/// A function, by what was called of it.
#[derive(Clone, Copy)]
pub struct Of<'o> {
    pub scope: Scope<'o>,
    pub name: &'o str,
    pub qualifier: Option<&'o str>,
}

impl<'o> Of<'o> {
    pub fn target(target: &'o Target) -> Of<'o> {
        Of {
            scope: Scope::new(&target.partition, &target.account, &target.region),
            name: &target.function.name,
            // arn:aws:lambda:region:account:function:name:qualifier
            qualifier: target.arn.split(':').nth(7),
        }
    }

    fn resource(&self) -> String {
        match self.qualifier {
            Some(qualifier) => format!("{}:{qualifier}", self.name),
            None => self.name.to_owned(),
        }
    }
}

pub fn count(cloud: &Cloud, of: Of<'_>, counted: &[(&'static Kind, f64)]) {
    let pick = |part: fn(&'static Kind) -> &'static Measure| -> Vec<(&'static Measure, f64)> {
        let each = counted.iter();
        each.map(|(kind, value)| (part(kind), *value)).collect()
    };
    tell(cloud, of.scope, &[], &pick(|kind| &kind.all));
    tell(cloud, of.scope, &[of.name], &pick(|kind| &kind.function));
    let resource = of.resource();
    let values = [of.name, &resource];
    tell(cloud, of.scope, &values, &pick(|kind| &kind.resource));
}

fn tell(cloud: &Cloud, scope: Scope<'_>, values: &[&str], measured: &[(&'static Measure, f64)]) {
    let now = cloud.clock.now();
    cloud.measures.count_all(measured, scope, values, now);
}

/// How many events of a mapping something became of.
pub fn events(
    cloud: &Cloud,
    scope: Scope<'_>,
    uuid: &str,
    measure: &'static Measure,
    count: usize,
) {
    tell(cloud, scope, &[uuid], &[(measure, count as f64)]);
}

/// How old the last record of a batch was when a function got it.
pub fn iterator_age(cloud: &Cloud, of: Of<'_>, micros: i64) {
    count(cloud, of, &[(&ITERATOR_AGE, micros.max(0) as f64 / 1e3)]);
}

/// A run is over; `None`: something of ours failed.
pub fn ran(cloud: &Cloud, target: &Target, ended: Option<&Ended>) {
    let Some(ended) = ended else { return };
    let failed = f64::from(u8::from(ended.error.is_some()));
    let counted = [
        (&INVOCATIONS, 1.0),
        (&ERRORS, failed),
        (&DURATION, ended.took),
    ];
    count(cloud, Of::target(target), &counted);
}

/// How many runs there are as one begins.
#[derive(Clone, Copy, Default)]
pub struct Runs {
    pub own: i64,
    pub all: i64,
    pub unreserved: i64,
}

pub fn begun(cloud: &Cloud, target: &Target, runs: Runs) {
    let of = Of::target(target);
    count(cloud, of, &[(&THROTTLES, 0.0)]);
    let (own, all) = (runs.own as f64, runs.all as f64);
    let account = [
        (&CONCURRENT.all, all),
        (&UNRESERVED, runs.unreserved as f64),
    ];
    tell(cloud, of.scope, &[], &account);
    tell(cloud, of.scope, &[of.name], &[(&CONCURRENT.function, own)]);
    let resource = of.resource();
    let measured = [(&CONCURRENT.resource, own)];
    tell(cloud, of.scope, &[of.name, &resource], &measured);
}

/// A run of a version of which some are kept ready: whether it has one of them, and how many of how many
/// have runs with it.
pub fn provisioned(cloud: &Cloud, target: &Target, has: bool, (busy, all): (i64, i64)) {
    let part = busy as f64 / (all as f64).max(1.0);
    let which = match has {
        true => &PROVISIONED,
        false => &SPILLOVER,
    };
    let counted = [
        (which, 1.0),
        (&PROVISIONED_RUNS, busy as f64),
        (&UTILIZATION, part),
    ];
    count(cloud, Of::target(target), &counted);
}

pub fn throttled(cloud: &Cloud, target: &Target) {
    count(cloud, Of::target(target), &[(&THROTTLES, 1.0)]);
}

/// An event that nobody waits for is tried.
pub fn tried(cloud: &Cloud, of: Of<'_>, came: i64) {
    let age = cloud.clock.now().as_microsecond() - came;
    count(cloud, of, &[(&ASYNC_AGE, age as f64 / 1e3)]);
}

/// A URL has answered.
pub fn answered(cloud: &Cloud, of: Of<'_>, status: u16, millis: f64) {
    let is = |class: u16| f64::from(u8::from(status / 100 == class));
    let counted = [
        (&URL_REQUESTS, 1.0),
        (&URL_LATENCY, millis),
        (&URL_4XX, is(4)),
        (&URL_5XX, is(5)),
    ];
    count(cloud, of, &counted);
}
