//! A cloud in which things exist, and the operations to be tried in it.

use bytes::Bytes;
use haneul_model::{Model, Operation, Protocol};
use haneul_pipeline::AwsError;
use haneul_stories::house;
use haneul_testkit::laws::{Fixture, Known, Maker, Sampler, fits};
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use serde_json::{Value as Json, json};

pub struct Scene {
    pub cloud: TestCloud,
    pub model: &'static Model,
    pub known: Known,
}

impl Scene {
    pub async fn set(fixture: Fixture) -> Result<Scene, String> {
        let cloud = TestCloud::new(house::services(), house::identity()).await;
        let maker = Maker::new(cloud.root(), fixture.service);
        let known = (fixture.make)(maker).await?;
        let model = haneul_model::model(fixture.service).ok_or("no model")?;
        Ok(Scene {
            cloud,
            model,
            known,
        })
    }

    pub fn implemented(&self) -> Vec<&'static Operation> {
        let all = self.cloud.cloud.implemented();
        let names = all.get(self.model.id).cloned().unwrap_or_default();
        names
            .into_iter()
            .filter_map(|name| self.model.operation(name))
            .collect()
    }

    pub fn sampler(&self, operation: &'static Operation) -> Sampler<'_> {
        Sampler {
            model: self.model,
            operation,
            known: &self.known,
        }
    }

    /// A user that no policy speaks for.
    pub async fn powerless(&self) -> Result<Client, String> {
        let root = self.cloud.root_of(ACCOUNT);
        let name = json!({"UserName": "powerless"});
        let made = root.call("iam", "CreateUser", name.clone()).await;
        made.map_err(|e| e.to_string())?;
        let key = root.call("iam", "CreateAccessKey", name).await;
        let key = key.map_err(|e| e.to_string())?;
        let id = key["AccessKey"]["AccessKeyId"].as_str().ok_or("no key")?;
        Ok(self.cloud.with_key(id))
    }

    /// The answer; `Err(None)` where the operation panicked.
    pub async fn ask(
        &self,
        client: &Client,
        operation: &'static Operation,
        input: Json,
    ) -> Result<Json, Option<AwsError>> {
        let (client, model) = (client.clone(), self.model);
        let streams = operation.input.is_some_and(|id| {
            let payload = model.shape(id).payload();
            payload.is_some_and(|m| m.streaming || model.shape(m.shape).streaming)
        });
        let body = streams.then(|| Bytes::from_static(b"hello"));
        let task = async move { client.send(model.id, operation.name, input, body).await };
        match tokio::spawn(task).await {
            Ok(Ok(answer)) => Ok(answer.output),
            Ok(Err(error)) => Err(Some(error)),
            Err(_) => Err(None),
        }
    }

    /// What is wrong with the form of an answer.
    pub fn faults(&self, operation: &'static Operation, answer: &Json) -> Option<String> {
        let faults = fits::answer(self.model, operation, answer);
        (!faults.is_empty()).then(|| faults.join("; "))
    }

    /// Whether the status is that of a refusal: 403, or 400 where services of AWS's that speak JSON
    /// answer so.
    pub fn refuses(&self, error: &AwsError) -> bool {
        let json = |p: &Protocol| matches!(p, Protocol::Json10 | Protocol::Json11);
        match self.status(error) {
            403 => true,
            400 => {
                error.code == "AccessDeniedException"
                    && self.model.metadata.protocols.iter().any(json)
            }
            _ => false,
        }
    }

    /// The status an error goes out with.
    pub fn status(&self, error: &AwsError) -> u16 {
        let modelled = || Some(self.model.error(&error.code)?.error_status());
        error.status.or_else(modelled).unwrap_or(400)
    }
}
