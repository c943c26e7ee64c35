//! PutAnomalyDetector: the same again is configured anew.

use super::given::{given, learning};
use super::row;
use crate::shapes::{PutAnomalyDetectorInput, PutAnomalyDetectorOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: PutAnomalyDetectorInput,
) -> Result<PutAnomalyDetectorOutput, AwsError> {
    let learning = learning(input.configuration, input.metric_characteristics)?;
    let subject = given!(input).subject(cx.account())?;
    let id = row::put(cx, subject, learning)?;
    Ok(PutAnomalyDetectorOutput {
        anomaly_detector_id: Some(id),
    })
}
