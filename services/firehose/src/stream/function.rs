//! A function that changes records on their way, as a processor's parameters say it.

use crate::errors;
use crate::limits::{
    FUNCTION_DEFAULT, FUNCTION_DEFAULT_RETRIES, FUNCTION_MEBIBYTES, FUNCTION_RETRIES,
    FUNCTION_SECONDS,
};
use crate::stream::row::Processor;
use haneul_pipeline::{Arn, AwsError};

pub struct Function {
    pub arn: String,
    /// It is called as this one.
    pub role: String,
    /// Of records at once.
    pub bytes: usize,
    pub retries: u32,
}

impl Function {
    /// Called as `role`, unless the processor names its own.
    pub fn of(role: &str, processor: &Processor) -> Result<Function, AwsError> {
        let arn = processor.parameter("LambdaArn").unwrap_or_default();
        let is_function = Arn::read(arn)
            .is_some_and(|arn| arn.service == "lambda" && arn.resource.starts_with("function:"));
        if !is_function {
            return Err(errors::argument(
                "The processor of type Lambda needs the ARN of a function as LambdaArn.",
            ));
        }
        let mebibytes = parameter(processor, "BufferSizeInMBs", FUNCTION_DEFAULT, |size| {
            FUNCTION_MEBIBYTES.contains(size)
        })?;
        parameter(processor, "BufferIntervalInSeconds", 60, |seconds| {
            FUNCTION_SECONDS.contains(seconds)
        })?;
        let retries = parameter(
            processor,
            "NumberOfRetries",
            FUNCTION_DEFAULT_RETRIES,
            |retries| FUNCTION_RETRIES.contains(retries),
        )?;
        Ok(Function {
            arn: arn.to_owned(),
            role: processor.parameter("RoleArn").unwrap_or(role).to_owned(),
            bytes: (mebibytes * f64::from(1 << 20)) as usize,
            retries,
        })
    }
}

fn parameter<N: std::str::FromStr>(
    processor: &Processor,
    name: &str,
    usual: N,
    fits: impl Fn(&N) -> bool,
) -> Result<N, AwsError> {
    let Some(said) = processor.parameter(name) else {
        return Ok(usual);
    };
    said.parse().ok().filter(fits).ok_or_else(|| {
        errors::argument(format!(
            "{said} is not valid for the parameter {name} of a processor."
        ))
    })
}
