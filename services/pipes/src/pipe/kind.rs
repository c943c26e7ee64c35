//! The targets there are: which call reaches one, and how much it takes at once.

use crate::limits;
use haneul_pipeline::{Arn, Cloud};

pub struct Kind {
    pub service: &'static str,
    /// What the last part of the ARN begins with.
    resource: &'static str,
    pub operation: &'static str,
    /// Entries of one call, and bytes of all of them.
    pub most: usize,
    pub bytes: usize,
}

const KINDS: &[Kind] = &[
    Kind {
        service: "sqs",
        resource: "",
        operation: "SendMessageBatch",
        most: 10,
        bytes: 1 << 20,
    },
    Kind {
        service: "sns",
        resource: "",
        operation: "PublishBatch",
        most: 10,
        bytes: 256 << 10,
    },
    Kind {
        service: "events",
        resource: "event-bus/",
        operation: "PutEvents",
        most: 10,
        // What stands beside the details counts there, too.
        bytes: 900 << 10,
    },
    Kind {
        service: "kinesis",
        resource: "stream/",
        operation: "PutRecords",
        most: 500,
        bytes: 5 << 20,
    },
    Kind {
        service: "firehose",
        resource: "deliverystream/",
        operation: "PutRecordBatch",
        most: 500,
        bytes: 4 << 20,
    },
    Kind {
        service: "lambda",
        resource: "function:",
        operation: "Invoke",
        most: 10_000,
        // Functions that nobody waits for take less.
        bytes: limits::FUNCTION_BYTES,
    },
    Kind {
        service: "events",
        resource: "api-destination/",
        operation: INVOKE,
        most: 1,
        bytes: 1 << 20,
    },
];

/// An errand of EventBridge: it calls somebody outside of the cloud.
const INVOKE: &str = "invoke-api-destination";

impl Kind {
    pub fn is_outside(&self) -> bool {
        self.operation == INVOKE
    }

    /// It gets a whole batch as one document.
    pub fn is_function(&self) -> bool {
        self.service == "lambda"
    }

    /// Whether it is there to be told.
    pub fn is_in(&self, cloud: &Cloud) -> bool {
        let operation = match self.is_outside() {
            true => "CreateApiDestination",
            false => self.operation,
        };
        cloud.has(self.service, operation)
    }
}

/// How many events go at once to a target, by way of an enrichment.
pub fn most(target: &str, enrichment: Option<&str>) -> Option<usize> {
    let most = of(target)?.most;
    Some(match enrichment.and_then(of) {
        Some(enrichment) => most.min(enrichment.most),
        None => most,
    })
}

pub fn of(arn: &str) -> Option<&'static Kind> {
    let parts = Arn::read(arn)?;
    KINDS
        .iter()
        .find(|kind| kind.service == parts.service && parts.resource.starts_with(kind.resource))
}
