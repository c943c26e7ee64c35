//! What CloudWatch is told of tables.

use crate::item::capacity::Side;
use crate::table::Found;
use haneul_pipeline::{Cx, Measure};

const fn measure(name: &'static str, dimensions: &'static [&'static str]) -> Measure {
    Measure {
        principal: "dynamodb.amazonaws.com",
        namespace: "AWS/DynamoDB",
        name,
        dimensions,
        unit: "Count",
        followed: false,
    }
}

const TABLE: &[&str] = &["TableName"];
const OPERATION: &[&str] = &["TableName", "Operation"];

static READ: Measure = measure("ConsumedReadCapacityUnits", TABLE);
static WRITTEN: Measure = measure("ConsumedWriteCapacityUnits", TABLE);
static READ_THROTTLED: Measure = measure("ReadThrottleEvents", TABLE);
static WRITE_THROTTLED: Measure = measure("WriteThrottleEvents", TABLE);
static THROTTLED: Measure = measure("ThrottledRequests", OPERATION);

pub fn spent(cx: &Cx, found: &Found, side: Side, units: f64, throttled: bool) {
    let (scope, name) = (found.scope(cx), found.address.name.as_str());
    let count = |measure, values: &[&str], value| {
        cx.cloud
            .measures
            .count(measure, scope, values, (value, 1.0), cx.now());
    };
    match (side, throttled) {
        (Side::Read, false) => count(&READ, &[name], units),
        (Side::Write, false) => count(&WRITTEN, &[name], units),
        (Side::Read, true) => count(&READ_THROTTLED, &[name], 1.0),
        (Side::Write, true) => count(&WRITE_THROTTLED, &[name], 1.0),
    }
    if throttled {
        count(&THROTTLED, &[name, cx.call.operation], 1.0);
    }
}
