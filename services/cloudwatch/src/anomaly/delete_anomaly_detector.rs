//! DeleteAnomalyDetector.

use super::given::given;
use super::row::DETECTORS;
use crate::errors;
use crate::shapes::{DeleteAnomalyDetectorInput, DeleteAnomalyDetectorOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteAnomalyDetectorInput,
) -> Result<DeleteAnomalyDetectorOutput, AwsError> {
    let named = input.anomaly_detector_id.clone();
    let given = given!(input);
    let id = match named {
        Some(id) if given.is_empty() => id,
        Some(_) => {
            return Err(errors::combination(
                "The parameter AnomalyDetectorId cannot be specified with others.",
            ));
        }
        None => given.subject(cx.account())?.id(),
    };
    match DETECTORS.delete(cx.tx, cx.scope(), id.as_str())? {
        true => Ok(DeleteAnomalyDetectorOutput::default()),
        false => Err(errors::no_detector(&id)),
    }
}
