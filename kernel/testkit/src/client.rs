//! An in-process client: JSON in, JSON out, through the one path.

use crate::NoIdentity;
use bytes::Bytes;
use haneul_blob::Blobs;
use haneul_pipeline::{
    AwsError, Caller, Cloud, Identity, Invocation, Invoked, Parts, Service, Settings, background,
    credentials, invoke,
};
use haneul_runtime::{Mode, Random};
use haneul_store::Store;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

pub const ACCOUNT: &str = "111122223333";
pub const REGION: &str = "us-east-1";

/// A cloud in memory with a frozen clock and seeded chance.
pub struct TestCloud {
    pub cloud: Cloud,
}

impl TestCloud {
    pub async fn new(services: Vec<Arc<dyn Service>>, identity: Arc<dyn Identity>) -> TestCloud {
        TestCloud::with(services, identity, Settings::default()).await
    }

    pub async fn with(
        services: Vec<Arc<dyn Service>>,
        identity: Arc<dyn Identity>,
        settings: Settings,
    ) -> TestCloud {
        TestCloud::of(Parts {
            store: Store::memory(),
            blobs: Blobs::memory(),
            random: Random::seeded(42),
            services,
            identity,
            reconcilers: Vec::new(),
            settings,
            node: None,
        })
        .await
    }

    /// Over a store that may have been there before.
    pub async fn over(store: Store, services: Vec<Arc<dyn Service>>) -> TestCloud {
        TestCloud::of(Parts {
            store,
            blobs: Blobs::memory(),
            random: Random::from_host(),
            services,
            identity: Arc::new(NoIdentity),
            reconcilers: Vec::new(),
            settings: Settings::default(),
            node: None,
        })
        .await
    }

    async fn of(parts: Parts) -> TestCloud {
        let cloud = Cloud::open(parts).await.expect("the cloud opens");
        background::set_mode(&cloud, Mode::Frozen)
            .await
            .expect("the clock can be frozen");
        TestCloud { cloud }
    }

    /// Root of the usual test account.
    pub fn root(&self) -> Client {
        self.root_of(ACCOUNT)
    }

    pub fn root_of(&self, account: &str) -> Client {
        self.as_caller(Caller::root("aws", account, "AKIATESTROOT"))
    }

    pub fn anonymous(&self) -> Client {
        self.as_caller(Caller::anonymous("aws"))
    }

    /// Whoever holds this access key.
    pub fn with_key(&self, access_key: &str) -> Client {
        let found = self
            .cloud
            .store
            .read(|tx| Ok::<_, AwsError>(credentials::find(tx, access_key)?))
            .expect("the store can be read")
            .expect("the key was issued");
        self.as_caller(found.caller())
    }

    pub fn as_caller(&self, caller: Caller) -> Client {
        Client {
            cloud: self.cloud.clone(),
            account: caller.account().to_owned(),
            caller,
            region: REGION.to_owned(),
        }
    }

    /// Moves the clock; everything due on the way has run when this returns.
    pub async fn advance(&self, by: Duration) {
        background::advance(&self.cloud, by)
            .await
            .expect("the clock can be moved");
    }
}

#[derive(Clone)]
pub struct Client {
    pub cloud: Cloud,
    pub caller: Caller,
    pub account: String,
    pub region: String,
}

impl Client {
    pub fn in_region(&self, region: &str) -> Client {
        Client {
            region: region.to_owned(),
            ..self.clone()
        }
    }

    pub async fn call(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<Json, AwsError> {
        Ok(self.send(service, operation, input, None).await?.output)
    }

    /// A call that must succeed.
    pub async fn must(&self, service: &str, operation: &str, input: Json) -> Json {
        match self.call(service, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    /// With a streaming body, and everything that came back.
    pub async fn send(
        &self,
        service: &str,
        operation: &str,
        input: Json,
        body: Option<Bytes>,
    ) -> Result<Invoked, AwsError> {
        let invocation = Invocation {
            caller: self.caller.clone(),
            account: self.account.clone(),
            region: self.region.clone(),
            service,
            operation,
            input,
            body,
            delivers: None,
        };
        invoke(&self.cloud, invocation).await
    }

    /// The code of the error the call is refused with.
    pub async fn refusal(&self, service: &str, operation: &str, input: Json) -> String {
        match self.call(service, operation, input).await {
            Ok(answer) => panic!("{operation} was expected to be refused, and answered {answer}"),
            Err(error) => error.code.into_owned(),
        }
    }
}
