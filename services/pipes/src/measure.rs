//! What CloudWatch is told of pipes: an execution is a batch on its way from the source to the target.

use crate::flow::send::Sent;
use crate::flow::{Errand, PRINCIPAL};
use crate::pipe::Pipe;
use haneul_feed::Event;
use haneul_pipeline::{Measure, Measurer};
use haneul_runtime::host;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

const OURS: Measurer = Measurer {
    principal: PRINCIPAL,
    namespace: "AWS/EventBridge/Pipes",
};

const ACCOUNT: &[&str] = &["AwsAccountId"];
const PIPE: &[&str] = &["PipeName"];

static CONCURRENCY: Measure = OURS.measure("Concurrency", ACCOUNT, "None");
static ALL_INVOCATIONS: Measure = OURS.measure("Invocations", ACCOUNT, "None");
static ALL_THROTTLED: Measure = OURS.measure("ExecutionThrottled", ACCOUNT, "None");
static INVOCATIONS: Measure = OURS.measure("Invocations", PIPE, "None");
static THROTTLED: Measure = OURS.measure("ExecutionThrottled", PIPE, "None");
static DURATION: Measure = OURS.measure("Duration", PIPE, "Milliseconds");
static EVENTS: Measure = OURS.measure("EventCount", PIPE, "None");
static SIZE: Measure = OURS.measure("EventSize", PIPE, "Bytes");
static TIMED_OUT: Measure = OURS.measure("ExecutionTimeout", PIPE, "None");
static FAILED: Measure = OURS.measure("ExecutionFailed", PIPE, "None");
static PARTLY_FAILED: Measure = OURS.measure("ExecutionPartiallyFailed", PIPE, "None");
static ENRICHED: Measure = OURS.measure("EnrichmentStageDuration", PIPE, "Milliseconds");
static ENRICHMENT_FAILED: Measure = OURS.measure("EnrichmentStageFailed", PIPE, "None");
static TOLD: Measure = OURS.measure("TargetStageDuration", PIPE, "Milliseconds");
static TARGET_FAILED: Measure = OURS.measure("TargetStageFailed", PIPE, "None");
static TARGET_PARTLY_FAILED: Measure = OURS.measure("TargetStagePartiallyFailed", PIPE, "None");
static TARGET_SKIPPED: Measure = OURS.measure("TargetStageSkipped", PIPE, "None");

/// How many executions there are at this moment, by partition, account and Region.
#[derive(Default)]
struct Running(Mutex<HashMap<[String; 3], usize>>);

/// One execution, until it is dropped.
pub struct Execution<'e> {
    errand: &'e Errand,
    pipe: &'e Pipe,
    began: Instant,
    running: Arc<Running>,
    place: [String; 3],
}

impl<'e> Execution<'e> {
    pub fn begin(errand: &'e Errand, pipe: &'e Pipe, events: &[&Event]) -> Execution<'e> {
        let scope = errand.scope();
        let place = [scope.partition, scope.account, scope.region].map(str::to_owned);
        let running = errand.cloud.locals.get::<Running>();
        let many = {
            let mut all = running.0.lock();
            let many = all.entry(place.clone()).or_default();
            *many += 1;
            *many
        };
        let execution = Execution {
            errand,
            pipe,
            began: host::instant(),
            running,
            place,
        };
        let all = [
            (&CONCURRENCY, many as f64),
            (&ALL_INVOCATIONS, 1.0),
            (&ALL_THROTTLED, 0.0),
        ];
        execution.count(scope.account, &all);
        let mut own = vec![(&INVOCATIONS, 1.0), (&EVENTS, events.len() as f64)];
        let sizes = events.iter().map(|event| event.plain.to_string().len());
        own.extend(sizes.map(|size| (&SIZE, size as f64)));
        execution.count(&pipe.name, &own);
        execution
    }

    /// What came of each event.
    pub fn end(self, sent: &Sent) {
        let (failed, partly) = failures(sent);
        let took = self.began.elapsed().as_secs_f64() * 1e3;
        let own = [
            (&DURATION, took),
            (&FAILED, failed),
            (&PARTLY_FAILED, partly),
            (&THROTTLED, 0.0),
            (&TIMED_OUT, 0.0),
        ];
        self.count(&self.pipe.name, &own);
    }

    fn count(&self, of: &str, counted: &[(&'static Measure, f64)]) {
        count(self.errand, of, counted);
    }
}

impl Drop for Execution<'_> {
    fn drop(&mut self) {
        let mut all = self.running.0.lock();
        if let Some(many) = all.get_mut(&self.place) {
            *many -= 1;
            if *many == 0 {
                all.remove(&self.place);
            }
        }
    }
}

fn count(errand: &Errand, of: &str, counted: &[(&'static Measure, f64)]) {
    let (measures, now) = (&errand.cloud.measures, errand.cloud.clock.now());
    measures.count_all(counted, errand.scope(), &[of], now);
}

/// Whether all failed, and whether some did.
fn failures(sent: &Sent) -> (f64, f64) {
    let failed = sent.iter().filter(|one| one.is_err()).count();
    let is = |is: bool| f64::from(u8::from(is));
    let all = failed > 0 && failed == sent.len();
    (is(all), is(failed > 0 && !all))
}

/// The target was told, or was not.
pub fn told(errand: &Errand, pipe: &Pipe, began: Instant, sent: &Sent) {
    let (failed, partly) = failures(sent);
    let counted = [
        (&TOLD, began.elapsed().as_secs_f64() * 1e3),
        (&TARGET_FAILED, failed),
        (&TARGET_PARTLY_FAILED, partly),
        (&TARGET_SKIPPED, 0.0),
    ];
    count(errand, &pipe.name, &counted);
}

/// There was nothing to tell it.
pub fn skipped(errand: &Errand, pipe: &Pipe) {
    count(errand, &pipe.name, &[(&TARGET_SKIPPED, 1.0)]);
}

pub fn enriched(errand: &Errand, pipe: &Pipe, began: Instant, good: bool) {
    let counted = [
        (&ENRICHED, began.elapsed().as_secs_f64() * 1e3),
        (&ENRICHMENT_FAILED, f64::from(u8::from(!good))),
    ];
    count(errand, &pipe.name, &counted);
}
