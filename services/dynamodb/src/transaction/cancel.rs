//! Why a transaction was cancelled: a reason for each of its steps, in their order.

use crate::errors;
use crate::item::change::Before;
use crate::item::write::item_of;
use crate::wire::Attributes;
use haneul_model::{ToValue, Value};
use haneul_pipeline::AwsError;

struct Reason {
    code: &'static str,
    message: Option<String>,
    item: Option<Attributes>,
}

impl ToValue for Reason {
    fn to_value(self) -> Value {
        let mut fields = vec![("Code", self.code.to_owned().to_value())];
        fields.extend(self.message.map(|message| ("Message", message.to_value())));
        fields.extend(self.item.map(|item| ("Item", item.to_value())));
        Value::Struct(fields)
    }
}

#[derive(Default)]
pub struct Reasons(Vec<Reason>);

impl Reasons {
    pub fn none(&mut self) {
        self.0.push(reason("None", None));
    }

    pub fn condition(&mut self, before: &Before, with_item: bool) {
        let mut one = reason(
            "ConditionalCheckFailed",
            Some("The conditional request failed"),
        );
        one.item = item_of(before, with_item);
        self.0.push(one);
    }

    /// An insertion found an item.
    pub fn duplicate(&mut self) {
        self.0
            .push(reason("DuplicateItem", Some(errors::DUPLICATE)));
    }

    pub fn conflict(&mut self) {
        let message = "Transaction is ongoing for the item";
        self.0.push(reason("TransactionConflict", Some(message)));
    }

    /// Of an error that a call for the item alone would get.
    pub fn error(&mut self, error: &AwsError) {
        let code = match error.code.as_ref() {
            "ValidationException" => "ValidationError",
            "ItemCollectionSizeLimitExceededException" => "ItemCollectionSizeLimitExceeded",
            "ProvisionedThroughputExceededException" => "ProvisionedThroughputExceeded",
            _ => "ThrottlingError",
        };
        self.0.push(reason(code, Some(&error.message)));
    }

    /// The error, if there is any reason.
    pub fn check(self) -> Result<(), AwsError> {
        let codes: Vec<&str> = self.0.iter().map(|one| one.code).collect();
        if codes.iter().all(|code| *code == "None") {
            return Ok(());
        }
        let message = format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        );
        let error = AwsError::new("TransactionCanceledException", message).status(400);
        Err(error.field("CancellationReasons", self.0))
    }
}

fn reason(code: &'static str, message: Option<&str>) -> Reason {
    Reason {
        code,
        message: message.map(str::to_owned),
        item: None,
    }
}

/// Whether an error is about one step, and not about the whole call.
pub fn is_of_step(error: &AwsError) -> bool {
    matches!(
        error.code.as_ref(),
        "ValidationException"
            | "ItemCollectionSizeLimitExceededException"
            | "ProvisionedThroughputExceededException"
            | "ThrottlingException"
    )
}

pub fn same_item_twice() -> AwsError {
    errors::validation("Transaction request cannot include multiple operations on one item")
}
