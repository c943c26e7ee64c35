//! What CloudWatch is told of functions: of each, of each with the alias or version that was called,
//! and of all together.

use crate::run::Target;
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

/// One for each set of dimensions.
pub struct Measures([Measure; 3]);

const fn each(name: &'static str, unit: &'static str) -> Measures {
    Measures([
        measure(name, unit, &[]),
        measure(name, unit, &["FunctionName"]),
        measure(name, unit, &["FunctionName", "Resource"]),
    ])
}

static INVOCATIONS: Measures = each("Invocations", "Count");
static ERRORS: Measures = each("Errors", "Count");
static THROTTLES: Measures = each("Throttles", "Count");
static DURATION: Measures = each("Duration", "Milliseconds");
static CONCURRENT: Measures = each("ConcurrentExecutions", "Count");
static RECEIVED: Measures = each("AsyncEventsReceived", "Count");
static DROPPED: Measures = each("AsyncEventsDropped", "Count");

/// A function as it was called.
pub struct Called<'a> {
    pub scope: Scope<'a>,
    pub function: &'a str,
    pub qualifier: Option<&'a str>,
}

impl Called<'_> {
    fn count(&self, cloud: &Cloud, measures: &'static Measures, value: f64) {
        self.each(cloud, measures, (value, value));
    }

    /// The first value is that of all functions together.
    fn each(&self, cloud: &Cloud, measures: &'static Measures, (all, own): (f64, f64)) {
        let resource = match self.qualifier {
            Some(qualifier) => format!("{}:{qualifier}", self.function),
            None => self.function.to_owned(),
        };
        let values = [self.function, &resource];
        let now = cloud.clock.now();
        for (named, measure) in measures.0.iter().enumerate() {
            let value = if named == 0 { all } else { own };
            let values = values.get(..named).unwrap_or_default();
            cloud
                .measures
                .count(measure, self.scope, values, (value, 1.0), now);
        }
    }

    pub fn throttled(&self, cloud: &Cloud) {
        self.count(cloud, &THROTTLES, 1.0);
    }

    pub fn received(&self, cloud: &Cloud) {
        self.count(cloud, &RECEIVED, 1.0);
    }

    pub fn dropped(&self, cloud: &Cloud) {
        self.count(cloud, &DROPPED, 1.0);
    }

    /// It begins beside so many others, of all functions and of this one.
    pub fn begins(&self, cloud: &Cloud, (all, own): (i64, i64)) {
        self.each(cloud, &CONCURRENT, (all as f64, own as f64));
    }

    /// It has run for so many milliseconds.
    pub fn ran(&self, cloud: &Cloud, took: f64, failed: bool) {
        self.count(cloud, &INVOCATIONS, 1.0);
        self.count(cloud, &ERRORS, if failed { 1.0 } else { 0.0 });
        self.count(cloud, &DURATION, took);
    }
}

impl Target {
    pub fn called(&self) -> Called<'_> {
        // `arn:aws:lambda:region:account:function:name`, and a qualifier behind it or none.
        Called {
            scope: Scope::new(&self.partition, &self.account, &self.region),
            function: &self.function.name,
            qualifier: self.arn.split(':').nth(7),
        }
    }
}
