//! A target as it is kept with its rule, and shown.

use crate::shapes::{
    self, DeadLetterConfig, HttpParameters, InputTransformer, KinesisParameters, RetryPolicy,
    SqsParameters,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub id: String,
    pub arn: String,
    pub role: Option<String>,
    pub input: Input,
    /// Of messages of a FIFO queue.
    pub message_group: Option<String>,
    /// Where in the event a stream's partition key is.
    pub partition_key: Option<String>,
    pub dead_letter: Option<String>,
    pub retries: Option<i64>,
    pub age: Option<i64>,
    /// Of requests to API destinations.
    #[serde(default)]
    pub http: Http,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Http {
    pub path: Vec<String>,
    pub headers: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
}

impl Http {
    pub fn given(given: Option<HttpParameters>) -> Http {
        let given = given.unwrap_or_default();
        Http {
            path: given.path_parameter_values.unwrap_or_default(),
            headers: given.header_parameters.unwrap_or_default(),
            query: given.query_string_parameters.unwrap_or_default(),
        }
    }

    fn shown(self) -> Option<HttpParameters> {
        (self != Http::default()).then(|| HttpParameters {
            path_parameter_values: (!self.path.is_empty()).then_some(self.path),
            header_parameters: (!self.headers.is_empty()).then_some(self.headers),
            query_string_parameters: (!self.query.is_empty()).then_some(self.query),
        })
    }
}

/// What a target is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Input {
    Event,
    /// Always the same.
    Text(String),
    /// A part of the event.
    Path(String),
    Template {
        variables: Vec<(String, String)>,
        template: String,
    },
}

impl Target {
    pub fn shown(self) -> shapes::Target {
        let mut shown = shapes::Target {
            id: self.id,
            arn: self.arn,
            role_arn: self.role,
            sqs_parameters: self.message_group.map(|group| SqsParameters {
                message_group_id: Some(group),
            }),
            kinesis_parameters: self.partition_key.map(|path| KinesisParameters {
                partition_key_path: path,
            }),
            dead_letter_config: self
                .dead_letter
                .map(|arn| DeadLetterConfig { arn: Some(arn) }),
            http_parameters: self.http.shown(),
            ..shapes::Target::default()
        };
        if self.retries.is_some() || self.age.is_some() {
            shown.retry_policy = Some(RetryPolicy {
                maximum_retry_attempts: self.retries,
                maximum_event_age_in_seconds: self.age,
            });
        }
        match self.input {
            Input::Event => {}
            Input::Text(text) => shown.input = Some(text),
            Input::Path(path) => shown.input_path = Some(path),
            Input::Template {
                variables,
                template,
            } => {
                shown.input_transformer = Some(InputTransformer {
                    input_paths_map: (!variables.is_empty()).then_some(variables),
                    input_template: template,
                });
            }
        }
        shown
    }
}
