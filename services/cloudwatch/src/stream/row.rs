//! The row of a metric stream.

use super::filter::Filters;
use crate::errors;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static STREAMS: Table<String, Stream> = Table::new("cloudwatch_stream");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// Another for each stream, also of the same name.
    pub id: u64,
    pub name: String,
    pub firehose: String,
    pub role: String,
    pub filters: Filters,
    /// What is told beside the usual four of some metrics.
    pub statistics: Vec<Statistics>,
    pub running: bool,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub tags: Vec<(String, String)>,
}

/// Further statistics of metrics by namespace and name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    pub metrics: Vec<(String, String)>,
    pub names: Vec<String>,
}

impl Stored for Stream {
    const VERSION: u32 = 1;
}

impl Stream {
    pub fn state(&self) -> &'static str {
        match self.running {
            true => "running",
            false => "stopped",
        }
    }

    /// Account, Region and name of the delivery stream.
    pub fn destination(&self) -> Option<(&str, &str, &str)> {
        destination(&self.firehose)
    }
}

pub fn destination(arn: &str) -> Option<(&str, &str, &str)> {
    let arn = Arn::read(arn).filter(|arn| arn.service == "firehose")?;
    let name = arn.resource.strip_prefix("deliverystream/")?;
    (!name.is_empty()).then_some((arn.account, arn.region, name))
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("cloudwatch", &format!("metric-stream/{name}"))
}

/// The name in an ARN of this account and Region.
pub fn name_of(cx: &Cx, text: &str) -> Option<String> {
    text.strip_prefix(&arn(cx, "")).map(str::to_owned)
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Stream>, AwsError> {
    Ok(STREAMS.get(cx.tx, cx.scope(), name)?)
}

pub fn save(cx: &mut Cx, stream: &Stream) -> Result<(), AwsError> {
    Ok(STREAMS.put(cx.tx, cx.scope(), stream.name.as_str(), stream)?)
}

/// Lets streams run, or stops them. Nothing changes if one of them is not there.
pub fn switch(cx: &mut Cx, names: &[String], running: bool) -> Result<(), AwsError> {
    for name in names {
        let Some(mut stream) = find(cx, name)? else {
            return Err(errors::value(format!(
                "Metric stream {name} does not exist"
            )));
        };
        if stream.running != running {
            stream.running = running;
            stream.updated = cx.now();
            save(cx, &stream)?;
        }
    }
    Ok(())
}
