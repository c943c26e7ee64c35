//! What CloudWatch is told of delivery streams.

use crate::delivery::{Errand, Measured};
use crate::stream::row::Stream;
use haneul_pipeline::{Cx, Measure};

const fn measure(name: &'static str, unit: &'static str) -> Measure {
    Measure {
        principal: "firehose.amazonaws.com",
        namespace: "AWS/Firehose",
        name,
        dimensions: &["DeliveryStreamName"],
        unit,
        followed: false,
    }
}

static INCOMING_BYTES: Measure = measure("IncomingBytes", "Bytes");
static INCOMING_RECORDS: Measure = measure("IncomingRecords", "Count");
static INCOMING_PUTS: Measure = measure("IncomingPutRequests", "Count");
static ONE_BYTES: Measure = measure("PutRecord.Bytes", "Bytes");
static ONE_REQUESTS: Measure = measure("PutRecord.Requests", "Count");
static MANY_BYTES: Measure = measure("PutRecordBatch.Bytes", "Bytes");
static MANY_RECORDS: Measure = measure("PutRecordBatch.Records", "Count");
static MANY_REQUESTS: Measure = measure("PutRecordBatch.Requests", "Count");
static PULLED_BYTES: Measure = measure("DataReadFromKinesisStream.Bytes", "Bytes");
static PULLED_RECORDS: Measure = measure("DataReadFromKinesisStream.Records", "Count");

/// Of objects on their way to a bucket.
struct Objects {
    bytes: Measure,
    records: Measure,
    success: Measure,
    freshness: Measure,
}

static DELIVERY: Objects = Objects {
    bytes: measure("DeliveryToS3.Bytes", "Bytes"),
    records: measure("DeliveryToS3.Records", "Count"),
    success: measure("DeliveryToS3.Success", "Count"),
    freshness: measure("DeliveryToS3.DataFreshness", "Seconds"),
};
static BACKUP: Objects = Objects {
    bytes: measure("BackupToS3.Bytes", "Bytes"),
    records: measure("BackupToS3.Records", "Count"),
    success: measure("BackupToS3.Success", "Count"),
    freshness: measure("BackupToS3.DataFreshness", "Seconds"),
};

fn count(cx: &Cx, stream: &Stream, counted: &[(&'static Measure, f64)]) {
    cx.measure(cx.scope(), &[&stream.name], counted);
}

pub fn taken(cx: &Cx, stream: &Stream, records: usize, bytes: usize) {
    let (records, bytes) = (records as f64, bytes as f64);
    let common = [
        (&INCOMING_BYTES, bytes),
        (&INCOMING_RECORDS, records),
        (&INCOMING_PUTS, 1.0),
    ];
    count(cx, stream, &common);
    match cx.call.operation {
        "PutRecord" => count(cx, stream, &[(&ONE_BYTES, bytes), (&ONE_REQUESTS, 1.0)]),
        _ => {
            let many = [
                (&MANY_BYTES, bytes),
                (&MANY_RECORDS, records),
                (&MANY_REQUESTS, 1.0),
            ];
            count(cx, stream, &many);
        }
    }
}

pub fn pulled(cx: &Cx, stream: &Stream, records: usize, bytes: usize) {
    let counted = [
        (&PULLED_BYTES, bytes as f64),
        (&PULLED_RECORDS, records as f64),
    ];
    count(cx, stream, &counted);
}

/// An object that was put, or was not.
pub fn put(errand: &Errand, stream: &Stream, put: &Measured, good: bool) {
    let objects = if put.is_backup { &BACKUP } else { &DELIVERY };
    let now = errand.cloud.clock.now();
    let age = (now.as_microsecond() - put.oldest) as f64 / 1e6;
    let mut measured = vec![(&objects.success, f64::from(u8::from(good)))];
    if good {
        measured.extend([
            (&objects.bytes, put.bytes as f64),
            (&objects.records, put.records as f64),
            (&objects.freshness, age),
        ]);
    }
    let measures = &errand.cloud.measures;
    measures.count_all(&measured, errand.scope(), &[&stream.name], now);
}
