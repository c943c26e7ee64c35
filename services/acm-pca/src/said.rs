//! What callers said, kept as they said it, to be shown again.

use haneul_model::{FromValue, ToValue};
use haneul_pipeline::{AwsError, json};

pub fn keep<T: ToValue>(shape: T) -> String {
    json::write(&shape.to_value()).to_string()
}

/// `name`: the shape's in the model.
pub fn tell<T: FromValue>(name: &str, text: &str) -> Result<T, AwsError> {
    let wrong = || AwsError::internal(format_args!("a kept {name} cannot be read"));
    let model = haneul_model::model("acm-pca").ok_or_else(wrong)?;
    let shape = model.shape_id(name).ok_or_else(wrong)?;
    let kept = serde_json::from_str(text).map_err(AwsError::internal)?;
    let value = json::read(model, shape, &kept).map_err(AwsError::internal)?;
    T::from_value(value).ok_or_else(wrong)
}
